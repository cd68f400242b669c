// Describes everything a migration can make in the schema `public`, so that two states of a database can be compared.
import type postgres from 'postgres';

/** One sorted line for each object, its definition and its grants. Objects of extensions are not ours and are left out. */
export async function describeCatalog(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    WITH ours AS (
      SELECT c.oid, c.relname, c.relkind, c.relacl FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    )
    SELECT format('relation %s %s grants %s', relkind, relname, relacl) AS line FROM ours
    UNION ALL
    SELECT format('column %s.%s %s not null %s default %s grants %s', ours.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl)
      FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE ours.relkind IN ('r', 'v')
    UNION ALL
    SELECT format('constraint %s on %s %s', con.conname, ours.relname, pg_get_constraintdef(con.oid)) FROM ours JOIN pg_constraint con ON con.conrelid = ours.oid
    UNION ALL
    SELECT format('index %s', pg_get_indexdef(ours.oid)) FROM ours WHERE relkind = 'i'
    UNION ALL
    SELECT format('view %s %s', relname, pg_get_viewdef(ours.oid)) FROM ours WHERE relkind = 'v'
    UNION ALL
    SELECT format('trigger %s on %s', t.tgname, ours.relname) FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT format('type %s', typname) FROM pg_type ty
     WHERE ty.typnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid IN (ty.oid, ty.typelem) AND d.deptype = 'e')
    UNION ALL
    SELECT format('function %s', p.oid::regprocedure) FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY line`;
  return rows.map((row) => row.line);
}
