// events: 'open' {id, tab}
// The short list of projects beside the tabs.
const { t, h, icon, put, button, keyed } = page;
const root = element.querySelector('.sr-projects');
const list = h('div', { class: 'sr-project-list', role: 'list', 'aria-label': t('page_projects') });
const none = h('p', { class: 'sr-quiet', text: t('page_no_projects') });
root.append(button(t('page_new'), 'plus', () => { page.open(''); trigger('open', { id: '', tab: 'brief' }); }, { class: 'wide', id: 'new_film' }), list, none);
function make(card) {
  const entry = { title: h('span', { class: 'sr-project-title' }), about: h('span', { class: 'sr-project-about' }), picture: h('span', { class: 'sr-project-picture' }) };
  entry.button = h('button', { type: 'button', onclick: () => { trigger('open', { id: card.id, tab: page.shown() === 'brief' || page.shown() === 'library' ? 'storyboard' : '' }); narrow(); } },
    entry.picture, h('span', { class: 'sr-project-words' }, entry.title, entry.about));
  entry.el = h('div', { role: 'listitem', class: 'sr-project' }, entry.button);
  return entry;
}
function patch(entry, card) {
  put(entry.title, card.title);
  put(entry.about, page.clock(card.seconds) + ' · ' + (card.busy ? t('library_busy') : card.has_film ? t('library_film') : card.shots ? t('library_shots_done', { done: card.done, all: card.shots }) : t('library_new')));
  const poster = card.poster ? `url("${encodeURI(card.poster)}")` : '';
  if (entry.poster !== poster) { entry.poster = poster; entry.picture.style.backgroundImage = poster; }
  mark();
}
function mark() {
  for (const [id, entry] of list.kept || []) { if (id === page.here.project) entry.button.setAttribute('aria-current', 'true'); else entry.button.removeAttribute('aria-current'); }
}
function narrow() { if (innerWidth < 768) document.querySelector('#side.open .toggle-button')?.click(); }
function apply() { const cards = props.value || []; keyed(list, cards.slice(0, 60), c => c.id, make, patch); none.hidden = cards.length > 0; mark(); }
watch('value', apply);
page.on('opened', mark);
page.on('reopen', id => trigger('open', { id, tab: '' }));
apply();
