// The terms page as HTML: for a phone first, without scripts or anything from elsewhere, in light and dark.
import { createHash } from 'node:crypto';
import { AGREE_BUTTON } from '../../activities/terms-page.ts';
import { html, markdown, type Html } from './html.ts';
import type { TermsStatus, TermsView } from './terms-desk.ts';

// Every pair of colours has a contrast of at least 4.5 to 1 (WCAG AA); a test computes it from these.
export const COLOURS = {
  light: { page: '#ffffff', text: '#1c1917', quiet: '#57534e', line: '#d6d3d1', panel: '#f5f5f4', button: '#9a3412', buttonText: '#ffffff', good: '#14532d', goodPanel: '#dcfce7', warn: '#713f12', warnPanel: '#fef9c3' },
  dark: { page: '#1c1917', text: '#f5f5f4', quiet: '#d6d3d1', line: '#57534e', panel: '#292524', button: '#fdba74', buttonText: '#1c1917', good: '#dcfce7', goodPanel: '#14532d', warn: '#fef9c3', warnPanel: '#713f12' },
} as const;

const variables = (colours: Record<string, string>) => Object.entries(colours).map(([name, value]) => `--${name}:${value}`).join(';');

const STYLE = `:root{color-scheme:light dark;${variables(COLOURS.light)}}
@media (prefers-color-scheme:dark){:root{${variables(COLOURS.dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1.0625rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:40rem;margin:0 auto;padding:1rem 1rem 3rem}
header{color:var(--quiet)}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .5rem}
h3,h4{font-size:1.0625rem;margin:1.5rem 0 .25rem}
p,ul,ol{margin:.5rem 0}
ul,ol{padding-left:1.25rem}
li{margin:.35rem 0}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0}
.good{background:var(--goodPanel);color:var(--good)}
.warn{background:var(--warnPanel);color:var(--warn)}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0}
dt{color:var(--quiet)}
dd{margin:0}
table{width:100%;border-collapse:collapse;margin:.75rem 0 0}
th,td{padding:.3rem 0;text-align:left;font-weight:400;border-top:1px solid var(--line);vertical-align:top}
td{text-align:right;white-space:nowrap;padding-left:1rem}
.total th,.total td{font-weight:700}
button{display:block;width:100%;min-height:3rem;padding:.75rem 1rem;margin:.75rem 0;border-radius:.5rem;border:2px solid var(--button);background:var(--button);color:var(--buttonText);font:inherit;font-weight:700;cursor:pointer}
button.second{background:transparent;color:var(--text);border-color:var(--quiet);font-weight:400}
button:focus-visible,a:focus-visible{outline:3px solid var(--text);outline-offset:3px}
a{color:inherit}
footer{color:var(--quiet);margin-top:2.5rem}
article + section{margin-top:1.75rem}
@media print{form{display:none}}`;

/** Lets this one style in, and no other. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE, 'utf8').digest('base64')}'`;

function page(title: string, brand: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<header>${brand}</header>
${content}
</main>
</body>
</html>
`.html;
}

/** What the top of the page says about where things stand. */
function standing(view: TermsView): Html {
  switch (view.status) {
    case 'live': return html`<p class="panel">Please read these terms. You accept them with the button at the end, or by replying I AGREE to our text message. They wait for you until <strong>${view.expiresAtText}</strong>.</p>`;
    case 'agreed': return html`<div class="panel good" role="status"><p><strong>You agreed to these terms${view.acknowledgedAtText === null ? null : html` on ${view.acknowledgedAtText}`}.</strong></p><p>Your booking is confirmed when you receive our confirmation message.</p>${view.receipt === null ? null : html`<p>Receipt: <strong>${view.receipt}</strong></p>`}</div>`;
    case 'declined': return html`<p class="panel warn" role="status"><strong>You declined these terms.</strong> Nothing is booked. If that was a mistake, reply to our text message.</p>`;
    case 'expired': return html`<p class="panel warn" role="status"><strong>These terms have expired.</strong> The time to accept them ended on ${view.expiresAtText}. Nothing is booked; reply to our text message and we send you new ones.</p>`;
    case 'superseded': return html`<p class="panel warn" role="status"><strong>These terms were replaced by newer ones.</strong> Something about your event changed since. Please use the link in our latest text message.</p>`;
    case 'revoked': return html`<p class="panel warn" role="status"><strong>These terms can no longer be accepted.</strong> The date is not held any more. Reply to our text message if you would still like to book.</p>`;
  }
}

const HEADLINES: Record<TermsStatus, string> = {
  live: 'Please read and accept', agreed: 'Agreed', declined: 'Declined', expired: 'Expired', superseded: 'Replaced', revoked: 'No longer available',
};

function event(view: TermsView): Html {
  const rows: [string, string][] = [['When', view.when], ['Where', view.address], ['Guests', view.guests], ['Reference', view.reference]];
  return html`<section aria-labelledby="event">
<h2 id="event">Your event</h2>
<div class="panel">
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<table>
${view.priceLines.map(({ label, amount }) => html`<tr><th scope="row">${label}</th><td>${amount}</td></tr>`)}
<tr class="total"><th scope="row">Total</th><td>${view.total}</td></tr>
<tr><th scope="row">Deposit, part of the total</th><td>${view.deposit}</td></tr>
</table>
</div>
</section>`;
}

/** Nothing is ticked or chosen beforehand; a page that is merely opened, by a person or by a messenger's preview, accepts nothing. */
function forms(token: string): Html {
  const path = `/t/${encodeURIComponent(token)}`;
  return html`<section aria-label="Your answer">
<form method="post" action="${path}/acknowledge"><button type="submit">${AGREE_BUTTON}</button></form>
<form method="post" action="${path}/decline"><button type="submit" class="second">I do not agree</button></form>
</section>`;
}

/** The text opens with its own title, which the page has already. */
function withoutTitle(body: string, title: string): string {
  const [first = '', ...rest] = body.split('\n');
  return first.replace(/^# /, '').trim() === title ? rest.join('\n') : body;
}

export function termsPage(view: TermsView, token: string): string {
  return page(`${HEADLINES[view.status]}: ${view.title}`, view.brand, html`<h1>${view.title}</h1>
${standing(view)}
${event(view)}
<article aria-label="Terms">
${markdown(withoutTitle(view.bodyMarkdown, view.title), 1)}
</article>
${view.status === 'live' ? forms(token) : null}
<footer>Version ${view.version} of our terms. You can keep a copy by saving or printing this page.</footer>`);
}

export function messagePage(brand: string, title: string, text: string): string {
  return page(title, brand, html`<h1>${title}</h1>
<p>${text}</p>`);
}
