// events: 'open' {id, tab} 'act' {verb, id, title}
// Every film as a card; search and sort happen here, on what was brought.
const { t, h, icon, put, button, iconButton, keyed } = page;
const root = element.querySelector('.sr-library');
const search = h('input', { type: 'search', class: 'sr-input', placeholder: t('library_search'), label: t('library_search'), oninput: () => draw() });
const sort = h('select', { class: 'sr-select', label: t('library_sort'), onchange: () => draw() });
for (const name of ['updated', 'created', 'title', 'length']) sort.append(h('option', { value: name, text: t('library_sort_' + name) }));
const bin = button('', 'trash', () => { inBin = !inBin; draw(); }, { 'aria-pressed': 'false', id: 'op_bin' });
const count = h('span', { class: 'sr-quiet', role: 'status' });
const cards = h('div', { class: 'sr-cards', role: 'list', label: t('tab_library') });
const none = h('div', { class: 'sr-none' });
root.append(h('div', { class: 'sr-bar' }, h('span', { class: 'sr-search' }, icon('search'), search), sort, count, h('span', { class: 'sr-gap' }), bin), cards, none);
let inBin = false;

const open = card => trigger('open', { id: card.id, tab: card.has_film ? 'film' : card.shots ? 'storyboard' : 'script' });
function toBin(card) { trigger('act', { verb: 'bin', id: card.id }); page.toast(t('library_binned', { title: card.title }), t('page_undo'), () => trigger('act', { verb: 'restore', id: card.id })); }
async function forEver(card) { if (await page.ask(t('library_delete_ask', { title: card.title }), t('library_delete'), true)) trigger('act', { verb: 'delete', id: card.id }); }

function makeCard(card) {
  const c = { card };
  c.picture = h('div', { class: 'sr-card-picture' });
  c.badge = h('span', { class: 'sr-badge' });
  c.length = h('span', { class: 'sr-card-length' });
  c.title = h('strong', { class: 'sr-card-title' });
  c.logline = h('span', { class: 'sr-card-logline' });
  c.date = h('span', { class: 'sr-quiet' });
  c.open = h('button', { type: 'button', class: 'sr-card-open', onclick: () => { if (!inBin) open(c.card); } }, h('div', { class: 'sr-card-top' }, c.picture, c.badge, c.length), c.title, c.logline);
  c.copy = iconButton('copy', t('library_duplicate'), () => trigger('act', { verb: 'duplicate', id: c.card.id }));
  c.bin = iconButton('trash', t('library_to_bin'), () => toBin(c.card));
  c.restore = button(t('library_restore'), 'undo', () => trigger('act', { verb: 'restore', id: c.card.id }));
  c.gone = button(t('library_delete'), 'trash', () => forEver(c.card), { class: 'stop' });
  c.el = h('div', { class: 'sr-card', role: 'listitem' }, c.open, h('div', { class: 'sr-card-foot' }, c.date, h('span', { class: 'sr-gap' }), c.copy, c.bin, c.restore, c.gone));
  return c;
}
function patchCard(c, card) {
  c.card = card;
  put(c.title, card.title);
  put(c.logline, card.logline);
  put(c.length, page.clock(card.seconds));
  put(c.badge, card.busy ? t('library_busy') : card.has_film ? t('library_film') : card.shots ? t('library_shots_done', { done: card.done, all: card.shots }) : t('library_new'));
  c.badge.dataset.kind = card.busy ? 'busy' : card.has_film ? 'film' : 'plain';
  put(c.date, page.date(card.updated_at));
  if (c.poster !== card.poster) { c.poster = card.poster; c.picture.style.backgroundImage = card.poster ? `url("${encodeURI(card.poster)}")` : ''; c.picture.replaceChildren(...(card.poster ? [] : [icon('film')])); }
  c.open.disabled = inBin;
  c.copy.hidden = c.bin.hidden = inBin;
  c.restore.hidden = c.gone.hidden = !inBin;
  c.open.setAttribute('aria-label', t('library_open', { title: card.title }));
}
const ORDER = { updated: (a, b) => b.updated_at - a.updated_at, created: (a, b) => b.created_at - a.created_at, title: (a, b) => a.title.localeCompare(b.title, page.language), length: (a, b) => b.seconds - a.seconds };
function draw() {
  const value = props.value || { projects: [], binned: [] };
  const all = inBin ? value.binned : value.projects, wanted = search.value.trim().toLowerCase();
  const found = all.filter(c => !wanted || (c.title + ' ' + c.logline).toLowerCase().includes(wanted)).sort(ORDER[sort.value]);
  keyed(cards, found, c => c.id, makeCard, patchCard);
  put(bin.lastChild, t('library_bin', { n: value.binned.length }));
  bin.setAttribute('aria-pressed', String(inBin));
  put(count, t('library_count', { n: found.length }));
  none.hidden = found.length > 0;
  cards.hidden = !found.length;
  if (!found.length) none.replaceChildren(icon(inBin ? 'trash' : 'film'), h('strong', { text: t(wanted ? 'library_nothing' : inBin ? 'library_bin_empty' : 'library_empty') }), h('span', { text: t(wanted ? 'library_nothing_hint' : inBin ? 'library_bin_hint' : 'library_empty_hint') }));
}
watch('value', draw);
page.on('visit', id => { if (id) trigger('open', { id, tab: 'storyboard' }); });
draw();
