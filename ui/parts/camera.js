// events: 'dial' {scope, name, value} 'choose' {name, value} 'follow' {value} 'forget' {id}
// Who photographs the film and what it is told: for the shot that is shown, or for the whole film.
const { t, h, icon, put, button, iconButton, keyed, word } = page;
const root = element.querySelector('.sr-camera');
const now = () => props.value || {};
// The label is the control's name too: what stands in a select would else be read as part of it.
const named = (label, control) => { control.setAttribute('aria-label', label); return control; };
const field = (label, control, more = {}) => h('label', { class: 'sr-field', ...more }, h('span', { class: 'sr-label', text: label }), named(label, control));
function check(label, act) {
  const box = h('input', { type: 'checkbox', onchange: () => act(box.checked) });
  return { box, el: h('label', { class: 'sr-check' }, box, h('span', { text: label })) };
}

// ---- who ----
const hint = h('p', { class: 'sr-hint', role: 'status', hidden: true });
function chooser(name) {
  const el = h('select', { class: 'sr-select', id: 'camera_' + name });
  el.onchange = () => {
    const wanted = now()[name + 's'].find(m => m.id === el.value);
    hint.hidden = !wanted || wanted.here;
    if (hint.hidden) { trigger('choose', { name, value: el.value }); return; }
    el.value = now()[name];
    hint.replaceChildren(h('span', { text: t('camera_absent_hint', { name: wanted.name, size: wanted.size_gb.toFixed(0) }) }), button(t('camera_to_models'), 'download', () => page.showModel(wanted.id)));
  };
  return el;
}
function options(el, makers, chosen, none) {
  const drawn = JSON.stringify([makers, none, chosen]);
  if (el.drawn === drawn || document.activeElement === el && el.value === chosen) return;
  el.drawn = drawn;
  const option = m => h('option', { value: m.id, text: m.here ? m.name : t('camera_absent', { name: m.name }) });
  const away = makers.filter(m => !m.here);
  el.replaceChildren(...(none ? [h('option', { value: 'none', text: t('crew_none') })] : []), ...makers.filter(m => m.here).map(option));
  if (away.length) el.append(h('optgroup', { label: t('camera_away') }, ...away.map(option)));
  if (![...el.options].some(o => o.value === chosen)) el.append(h('option', { value: chosen, text: t('camera_absent', { name: chosen }) }));
  el.value = chosen;
}
const camera = chooser('camera'), still = chooser('still');
const fit = h('select', { class: 'sr-select', onchange: () => trigger('choose', { name: 'fit', value: fit.value }) }, ...['crop', 'letterbox', 'stretch'].map(f => h('option', { value: f, text: word('fit', f) })));
const smooth = check(t('camera_smooth'), value => trigger('choose', { name: 'smooth', value }));
const sound = check(t('camera_clip_sound'), value => trigger('choose', { name: 'clip_sound', value }));
const who = h('section', { class: 'sr-grid' }, field(t('crew_camera'), camera), field(t('crew_still'), still), field(t('camera_fit'), fit, { class: 'sr-field wide' }), h('div', { class: 'sr-stack wide' }, smooth.el, sound.el));

// ---- dials ----
let scope = 'shot';
const scopes = h('div', { class: 'sr-scopes', role: 'radiogroup', label: t('camera_scope') }, ...['shot', 'film'].map(value =>
  h('label', {}, h('input', { type: 'radio', name: 'sr_scope', value, checked: value === scope, onchange: () => { scope = value; drawDials(); } }), h('span', { text: t('camera_scope_' + value) }))));
const dial = (name, value) => trigger('dial', { scope, name, value });
const choice = name => { const el = h('select', { class: 'sr-select', onchange: () => dial(name, el.value) }); return el; };
function number(name, bounds) {
  const el = h('input', { class: 'sr-input', type: 'number', ...bounds });
  el.onchange = () => { if (el.reportValidity()) dial(name, el.value === '' ? null : +el.value); };
  return el;
}
const d = { quality: choice('quality'), precision: choice('precision'), scheduler: choice('scheduler'), steps: number('steps', { min: 1, max: 200, step: 1 }), guidance: number('guidance', { min: 0, max: 30, step: 'any' }) };
d.motion = h('input', { type: 'range', min: 0, max: 1, step: 0.05, onchange: () => dial('motion', +d.motion.value), oninput: () => put(motionSaid, d.motion.value) });
const motionSaid = h('output', { class: 'sr-quiet' });
const calm = iconButton('undo', t('camera_inherit'), () => dial('motion', null));
const about = h('p', { class: 'sr-quiet wide' });
const cost = h('p', { class: 'sr-quiet', role: 'status', hidden: true });
const adapters = h('div', { class: 'sr-adapters', role: 'group', label: t('camera_adapters') });
const adaptersBlock = h('section', {}, h('h3', { text: t('camera_adapters') }), adapters);
const dials = h('section', { class: 'sr-dials' }, scopes, h('div', { class: 'sr-grid' }, ...['quality', 'precision'].map(n => field(t('camera_' + n), d[n])), about, ...['steps', 'guidance'].map(n => field(t('camera_' + n), d[n])),
  field(t('camera_scheduler'), d.scheduler, { class: 'sr-field wide' }), h('div', { class: 'sr-field wide' }, field(t('camera_motion'), d.motion), h('span', { class: 'sr-slide' }, motionSaid, h('span', { class: 'sr-gap' }), calm))), cost, adaptersBlock);
const plain = name => name.replace(/Scheduler$/, '');
// What this machine would choose for the shot, and how long it would take: asked for when the section is open.
let priced = '', wait = 0;
function price() {
  const value = now();
  clearTimeout(wait);
  if (!box.open || value.card?.state !== 'here') { cost.hidden = true; priced = ''; return; }
  const key = JSON.stringify([value.shot, value.seconds, value.camera, value.dials, value.card.calibrated]);
  if (key !== priced) wait = setTimeout(() => askPrice(value.shot, key), 500);  // not at every turn of a dial
}
async function askPrice(shot, key) {
  priced = key;
  put(cost, t('settings_looking'));
  cost.hidden = false;
  try {
    const answer = await fetch('/api/v1/shots/' + shot + '/choice');
    const c = answer.ok ? await answer.json() : null;
    if (key !== priced) return;
    cost.hidden = !c;
    if (c) put(cost, t('camera_cost', { choice: page.choice(c) }));
  } catch (why) {
    if (key === priced) { priced = ''; cost.hidden = true; }
    if (!(why instanceof TypeError)) throw why;  // the studio is away: the live channel says so already
  }
}
// The values there are, and first of all none: then the film's value holds, or the model's own.
function offer(name, values, shown) {
  const el = d[name], mine = now().dials[scope][name], above = scope === 'shot' && now().dials.film[name];
  if (document.activeElement === el && el.value === mine) return;
  el.replaceChildren(h('option', { value: '', text: above ? t('camera_as_film', { value: shown(above) }) : t('camera_own') }), ...values.map(v => h('option', { value: v, text: shown(v) })));
  if (mine && !values.includes(mine)) el.append(h('option', { value: mine, text: shown(mine) }));
  el.value = mine;
}
function drawDials() {
  const value = now(), card = value.card;
  dials.hidden = !card;
  if (!card) return;
  const mine = value.dials[scope], above = scope === 'shot' ? value.dials.film : {};
  offer('quality', ['draft', 'standard', 'best'], v => word('quality', v));
  offer('precision', ['full', 'fp8', 'int8', 'int4'], v => word('precision', v));
  offer('scheduler', card.schedulers, plain);
  for (const name of ['steps', 'guidance']) { page.fill(d[name], mine[name] === null ? '' : String(mine[name])); d[name].placeholder = above[name] ? t('camera_as_film', { value: above[name] }) : t('camera_own'); }
  const motion = mine.motion ?? above.motion ?? null;
  if (document.activeElement !== d.motion) d.motion.value = motion ?? 0.5;
  put(motionSaid, mine.motion !== null ? String(mine.motion) : motion === null ? t('camera_own') : t('camera_as_film', { value: motion }));
  calm.hidden = mine.motion === null;
  const quality = mine.quality || above.quality || 'standard', said = card.qualities[quality];
  put(about, said ? word('quality', quality) + t('page_colon') + page.sentence(said) : '');
  about.hidden = !said;
  adaptersBlock.hidden = !value.adapters.length;
  keyed(adapters, value.adapters, a => a.id, makeAdapter, patchAdapter);
}
function makeAdapter(a) {
  const entry = { id: a.id };
  const keep = () => { if (entry.weight.reportValidity()) keepAdapters(entry.id, entry.on.checked ? +entry.weight.value : null); };
  entry.on = h('input', { type: 'checkbox', onchange: keep });
  entry.name = h('span', {});
  entry.lack = h('p', { class: 'sr-lack' });
  entry.above = h('p', { class: 'sr-quiet' });
  entry.weight = h('input', { class: 'sr-input', type: 'number', min: -2, max: 2, step: 0.05, value: 1, required: true, onchange: keep });
  entry.el = h('div', { class: 'sr-adapter' }, h('label', { class: 'sr-check' }, entry.on, entry.name), entry.weight, entry.above, entry.lack);
  return entry;
}
function patchAdapter(entry, a) {
  const used = now().dials[scope].adapters.find(x => x.id === a.id);
  put(entry.name, a.name);
  entry.on.checked = !!used;
  entry.weight.disabled = !used || !!a.lack;
  entry.on.disabled = !used && !!a.lack;
  // A shot without adapters of its own is rendered with the film's.
  const above = scope === 'shot' && !now().dials.shot.adapters.length && now().dials.film.adapters.find(x => x.id === a.id);
  put(entry.above, above ? t('camera_as_film', { value: above.weight }) : '');
  entry.above.hidden = !above;
  put(entry.lack, a.lack ? t('camera_adapter_' + a.lack) : '');
  entry.lack.hidden = !a.lack;
  entry.weight.setAttribute('aria-label', t('camera_weight', { name: a.name }));
  if (used) page.fill(entry.weight, String(used.weight));
}
function keepAdapters(id, weight) {
  const others = now().dials[scope].adapters.filter(x => x.id !== id);
  dial('adapters', weight === null ? others : [...others, { id, weight }]);
}

// ---- pictures ----
const follows = check(t('camera_continues'), value => trigger('follow', { value }));
const role = h('select', { class: 'sr-select', label: t('camera_role') });
const file = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp', class: 'sr-hidden', tabIndex: -1, label: t('camera_add_picture'), onchange: () => { bring([...file.files]); file.value = ''; } });
const add = button(t('camera_add_picture'), 'plus', () => file.click());
const kept = h('div', { class: 'sr-pictures', role: 'list', label: t('camera_pictures') });
const tools = h('div', { class: 'sr-add' }, role, add, file), drop = h('p', { class: 'sr-quiet', text: t('camera_drop') });
const pictures = h('section', { class: 'sr-drop' }, h('h3', { text: t('camera_pictures') }), kept, tools, drop);
const carries = event => [...(event.dataTransfer?.types || [])].includes('Files');
pictures.ondragover = event => { if (carries(event)) { event.preventDefault(); pictures.classList.add('over'); } };
pictures.ondragleave = () => pictures.classList.remove('over');
pictures.ondrop = event => { pictures.classList.remove('over'); if (carries(event)) { event.preventDefault(); bring([...event.dataTransfer.files]); } };
async function bring(files) {
  const [wanted, character] = role.value.split('|');
  add.disabled = true;
  for (const one of files) {
    const form = new FormData();
    form.append('file', one);
    if (!character) form.append('role', wanted);
    await page.send('POST', character ? '/characters/' + character + '/references' : '/shots/' + now().shot + '/references', form);
  }
  add.disabled = false;
}
function roles(value) {
  const found = ['first frame', 'last frame'].filter(name => value.takes.includes(name)).map(name => [name, word('role', name)]);
  if (value.takes.includes('reference')) found.push(['reference', t('camera_of_shot')], ...value.characters.map(c => ['reference|' + c.id, t('camera_of', { name: c.name })]));
  return found;
}
function makePicture(p) {
  const entry = { id: p.id, name: h('figcaption', {}) };
  entry.remove = iconButton('cross', '', () => trigger('forget', { id: entry.id }));
  entry.el = h('figure', { class: 'sr-picture', role: 'listitem' }, h('img', { alt: '', loading: 'lazy', src: p.media }), entry.name, entry.remove);
  return entry;
}
function patchPicture(entry, p) {
  const whose = now().characters.find(c => c.id === p.character_id);
  const said = whose ? t('camera_of', { name: whose.name }) : p.role === 'reference' ? t('camera_of_shot') : word('role', p.role);
  put(entry.name, said);
  entry.remove.title = t('camera_remove_picture', { name: said });
  entry.remove.setAttribute('aria-label', entry.remove.title);
}
function drawPictures(value) {
  const found = roles(value), drawn = JSON.stringify(found), chosen = role.value;
  if (role.drawn !== drawn) { role.drawn = drawn; role.replaceChildren(...found.map(([v, text]) => h('option', { value: v, text }))); if (found.some(([v]) => v === chosen)) role.value = chosen; }
  pictures.hidden = !found.length && !value.pictures.length;
  tools.hidden = drop.hidden = !found.length;
  keyed(kept, value.pictures, p => p.id, makePicture, patchPicture);
  kept.hidden = !value.pictures.length;
  follows.el.hidden = value.first || !value.takes.includes('first frame') && !value.continues;
  follows.box.checked = value.continues;
}

const sum = h('span', { class: 'sr-quiet' });
const box = h('details', { class: 'sr-fold', id: 'shot_camera' }, h('summary', {}, h('span', { text: t('crew_camera') }), sum), h('div', { class: 'sr-fold-in' }, who, hint, dials, follows.el, pictures));
root.append(box);
box.ontoggle = price;
let shot = null;
function apply() {
  const value = now();
  box.hidden = !value.shot;
  if (!value.shot) return;
  if (shot !== value.shot) { shot = value.shot; hint.hidden = true; }
  put(sum, value.cameras.find(m => m.id === value.camera)?.name || value.camera);
  options(camera, value.cameras, value.camera, false);
  options(still, value.stills, value.still, true);
  fit.value = value.fit;
  smooth.box.checked = value.smooth;
  sound.box.checked = value.clip_sound;
  sound.el.hidden = !value.takes.includes('sound');
  drawDials();
  drawPictures(value);
  price();
}
watch('value', apply);
apply();
