// HTML that is safe by construction: what is put into a template is escaped unless it is HTML already. And Markdown, as far as terms need it.

export type Html = { readonly html: string };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

type Part = string | Html | null | readonly Html[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((page, string, index) => page + string + (index < parts.length ? toHtml(parts[index] ?? null) : ''), '') };
}

function toHtml(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeHtml(part);
  return 'html' in part ? part.html : part.map((item) => item.html).join('');
}

const raw = (text: string): Html => ({ html: text });

/** Escaped first, so nothing but our own marks can make an element. */
function inline(text: string): Html {
  return raw(escapeHtml(text).replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>').replace(/(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/g, '<em>$1</em>'));
}

/** Headings, paragraphs, lists, bold and emphasis; everything else is shown as it was written. The first heading has level `topLevel`. */
export function markdown(source: string, topLevel = 2): Html {
  const blocks = source.replace(/\r\n?/g, '\n').split(/\n{2,}/).map((block) => block.trim()).filter((block) => block !== '');
  return raw(blocks.flatMap((block) => splitBlock(block)).map((lines) => renderBlock(lines, topLevel)).join('\n'));
}

/** A heading ends with its line, with or without an empty one behind it; a list begins where its first item does. */
function splitBlock(block: string): string[][] {
  const parts: string[][] = [];
  let current: string[] = [];
  for (const line of block.split('\n')) {
    const begins = kindOf(line) !== 'text' && (current[0] === undefined || kindOf(current[0]) !== kindOf(line) || kindOf(line) === 'heading');
    if (current.length > 0 && (begins || kindOf(current[0] ?? '') === 'heading')) {
      parts.push(current);
      current = [];
    }
    current.push(line);
  }
  return current.length > 0 ? [...parts, current] : parts;
}

function kindOf(line: string): 'heading' | 'bullet' | 'number' | 'text' {
  if (/^#{1,6} /.test(line)) return 'heading';
  if (/^[-*] /.test(line)) return 'bullet';
  return /^\d+[.)] /.test(line) ? 'number' : 'text';
}

function renderBlock(lines: string[], topLevel: number): string {
  const first = lines[0] ?? '';
  switch (kindOf(first)) {
    case 'heading': {
      const level = String(Math.min(6, topLevel - 1 + first.indexOf(' ')));
      return `<h${level}>${inline(first.replace(/^#+ /, '')).html}</h${level}>`;
    }
    case 'bullet': return `<ul>${items(lines)}</ul>`;
    case 'number': return `<ol start="${String(Number.parseInt(first, 10))}">${items(lines)}</ol>`;
    case 'text': return `<p>${inline(lines.join('\n')).html}</p>`;
  }
}

function items(lines: string[]): string {
  const collected: string[] = [];
  for (const line of lines) {
    // A line without a mark of its own goes on with the item before it.
    if (kindOf(line) === 'text') collected.push(`${collected.pop() ?? ''}\n${line.trim()}`);
    else collected.push(line.replace(/^(?:[-*]|\d+[.)]) /, ''));
  }
  return collected.map((item) => `<li>${inline(item).html}</li>`).join('');
}
