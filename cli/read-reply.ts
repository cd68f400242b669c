// `npm run read-reply`: reads replies to a terms challenge as JSONL on stdin, writes the verdict on each on stdout.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readReply } from '../understanding/agreement.ts';
import { answerLines, BadLine } from './jsonl.ts';

const HELP = `Usage: npm run read-reply -- [--help]

Reads one JSON object a line on stdin:  {"id","text","channel"?:"sms"}
Writes one JSON object a line on stdout, in the same order:
  {"id","verdict":"agreed"|"declined"|"question"|"change"|"escalation"|"opt_out"|"opt_in"|"help"|"unclear","rule","normalized"}

A line that cannot be read gets {"id":null,"error":"..."}; the others go on, and the exit code is 1 at the end.
`;

const Row = z.object({ id: z.union([z.string(), z.number()]), text: z.string(), channel: z.string().nullish() });

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { badLines } = await answerLines(process.stdin, process.stdout, (line) => {
    const row = Row.safeParse(line);
    if (!row.success) throw new BadLine(`bad row: ${row.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; ')}`);
    return Promise.resolve({ id: row.data.id, ...readReply(row.data.text) });
  });
  return badLines > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`read-reply: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
