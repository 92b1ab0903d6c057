// events: 'refresh'
// Language, theme, the crew, what this machine can do, what is stored and where.
const { t, h, icon, put, button, word } = page;
const root = element.querySelector('.sr-machine');
function choices(name, label, values, chosen, act) {
  const box = h('fieldset', { class: 'sr-choices' }, h('legend', { text: label }));
  for (const [value, text] of values) {
    const radio = h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => act(value) });
    box.append(h('label', {}, radio, h('span', { text })));
  }
  return box;
}
const look = h('section', { class: 'sr-panel-box' }, h('h2', { text: t('settings_look') }),
  choices('sr_language', t('settings_language'), [['en', 'English'], ['zh-CN', '中文']], page.language, page.speak),
  choices('sr_theme', t('settings_theme'), [['dark', t('settings_dark')], ['light', t('settings_light')]], page.theme(), page.dress));
const keys = h('section', { class: 'sr-panel-box' }, h('h2', { text: t('settings_keys') }), h('dl', { class: 'sr-keys' },
  ...[['Ctrl + Enter', 'board_render'], ['← →', 'settings_key_walk'], ['Alt + ← →', 'settings_key_move'], ['D', 'board_duplicate'], ['L', 'board_lock'], ['Delete', 'board_delete']]
    .flatMap(([key, what]) => [h('dt', {}, h('kbd', { text: key })), h('dd', { text: t(what) })])));
const crew = h('div', { class: 'sr-crew-list' }), checks = h('ul', { class: 'sr-checks' }), storage = h('div', { class: 'sr-storage' }), places = h('dl', { class: 'sr-places' });
const again = button(t('settings_look_again'), 'again', () => trigger('refresh', {}));
// Two sides of one room: the studio itself, and its models.
const sides = h('div', { class: 'sr-sides', role: 'group', label: t('tab_settings') }, ...['studio', 'models'].map(side => button(t('settings_side_' + side), null, () => turn(side), { id: 'side_' + side })));
const body = h('div', { class: 'sr-settings' },
  h('div', { class: 'sr-settings-column' }, look, h('section', { class: 'sr-panel-box' }, h('h2', { text: t('settings_storage') }), storage, places), keys),
  h('div', { class: 'sr-settings-column' }, h('section', { class: 'sr-panel-box' }, h('h2', { text: t('settings_crew') }), crew), h('section', { class: 'sr-panel-box' }, h('h2', { text: t('settings_machine') }), checks, again)));
root.append(sides, body);
function turn(side) {
  body.hidden = side !== 'studio';
  for (const one of sides.children) one.setAttribute('aria-pressed', String(one.id === 'side_' + side));
  sessionStorage.setItem('sr_side', side);
  page.here.side = side;
  page.emit('side', side);
}
page.on('models', () => turn('models'));
turn(page.here.model || sessionStorage.getItem('sr_side') === 'models' ? 'models' : 'studio');
function drawCrew(makers) {
  crew.replaceChildren(...makers.map(m => h('div', { class: 'sr-maker' }, h('div', { class: 'sr-maker-head' }, h('span', { class: 'sr-label', text: word('crew', m.kind) }), h('strong', { text: page.sentence(m.name) }), h('code', { text: m.id }), h('span', { class: 'sr-badge', text: page.sentence(m.licence) })),
    h('p', { text: page.sentence(m.summary) }), m.missing ? h('p', { class: 'sr-lack' }, icon('warn'), h('span', { text: m.missing })) : '')));
}
function apply() {
  const value = props.value;
  if (!value) return;
  drawCrew(value.crew);
  examine();
  drawStorage(value);
}
let asking = false;
async function examine() {
  if (asking) return;
  asking = true;
  if (!checks.children.length) checks.replaceChildren(h('li', {}, icon('spin'), h('strong', {}), h('span', { text: t('settings_looking') })));
  try {
    const answer = await fetch('/api/v1/doctor');
    if (answer.ok) drawChecks(await answer.json());
  } catch (why) {
    if (!(why instanceof TypeError)) throw why;  // the studio is away: the live channel says so already
  }
  asking = false;
}
function drawChecks(found) {
  checks.replaceChildren(...found.filter(c => !/^(Writer|Still|Camera|Voice|Composer|Editor|Model) /.test(c.name)).map(c => h('li', { data: { state: c.state } }, icon({ ok: 'check', warning: 'warn', missing: 'cross' }[c.state]),
    h('strong', { text: page.sentence(c.name) }), h('span', { text: page.sentence(c.detail) }), c.remedy ? h('code', { text: page.sentence(c.remedy) }) : '')));
}
function drawStorage(value) {
  const total = Object.values(value.storage).reduce((a, b) => a + b, 0);
  storage.replaceChildren(h('p', {}, h('strong', { text: page.size(total) })), ...Object.entries(value.storage).map(([folder, bytes]) => {
    const bar = h('i'); bar.style.width = (total ? (bytes / total) * 100 : 0) + '%';
    return h('div', { class: 'sr-store-row' }, h('span', { text: word('folder', folder) }), h('div', { class: 'sr-track' }, bar), h('span', { class: 'sr-quiet', text: page.size(bytes) }));
  }));
  places.replaceChildren(...Object.entries(value.places).flatMap(([name, path]) => [h('dt', { text: t('place_' + name) }), h('dd', {}, h('code', { text: path }))]));
}
watch('value', apply);
page.on('tab', name => { if (name === 'settings') trigger('refresh', {}); });
apply();
if (page.shown() === 'settings') trigger('refresh', {});
