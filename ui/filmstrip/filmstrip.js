// events: 'select' {id} 'move' {id, before} 'act' {verb} 'undo' {id}
// Every shot as a frame of film: number, picture, state. Its own keyed DOM: a frame that stays is patched, not made anew.
const { t, h, icon, put, button, keyed, word } = page;
const root = element.querySelector('.sr-filmstrip');
const count = h('span', { class: 'sr-strip-count', role: 'status' });
const frames = h('div', { class: 'sr-frames', role: 'listbox', 'aria-orientation': 'horizontal', 'aria-multiselectable': 'true', label: t('board_filmstrip') });
const render = button(t('board_render_missing'), 'play', () => trigger('act', { verb: 'render_missing' }), { id: 'op_render_missing' });
const stills = button(t('board_stills_missing'), 'empty', () => trigger('act', { verb: 'stills_missing' }), { id: 'op_stills', title: t('board_stills_missing_hint'), hidden: true });
const cut = button(t('board_cut'), 'film', () => trigger('act', { verb: 'cut' }), { class: 'primary', id: 'op_cut', title: t('board_cut_hint') });
root.append(h('div', { class: 'sr-strip-head' }, count, h('span', { class: 'sr-gap' }), stills, render, cut), frames);

const ICON = { empty: 'empty', stale: 'stale', queued: 'clock', paused: 'pause', rendering: 'spin', done: 'check', failed: 'failed' };
let chosen = '', chosenToo = new Set(), dragged = null, shots = [];
let wish = null, asked = null, answered = null, left = null;  // the shot to be shown, asked for, shown, chosen before it

function makeFrame(shot) {
  const f = { id: shot.id };
  f.picture = h('img', { alt: '', loading: 'lazy', draggable: false });
  f.number = h('span', { class: 'sr-frame-number' });
  f.seconds = h('span', { class: 'sr-frame-seconds' });
  f.state = h('span', { class: 'sr-frame-state' });
  f.lock = h('span', { class: 'sr-frame-lock', title: t('board_locked') }, icon('lock'));
  f.fill = h('i');
  f.title = h('span', { class: 'sr-frame-title' });
  f.subject = h('span', { class: 'sr-frame-subject' });
  f.el = h('div', { class: 'sr-frame', id: 'frame_' + shot.id, role: 'option', tabIndex: -1, draggable: true, 'aria-selected': 'false' },
    h('div', { class: 'sr-frame-picture' }, f.picture, f.number, f.lock, f.seconds, h('div', { class: 'sr-frame-bar' }, f.fill)),
    h('div', { class: 'sr-frame-words' }, f.title, f.subject, f.state));
  f.el.onclick = event => pick(f.id, event.ctrlKey || event.metaKey ? 'add' : event.shiftKey ? 'range' : 'one');
  f.el.ondragstart = event => { dragged = f.id; f.el.classList.add('dragged'); event.dataTransfer.effectAllowed = 'move'; event.dataTransfer.setData('text/plain', f.id); };
  f.el.ondragend = () => { dragged = null; f.el.classList.remove('dragged'); clearDrop(); };
  f.el.ondragover = event => { if (!dragged) return; event.preventDefault(); clearDrop(); f.el.classList.add(after(event, f.el) ? 'drop-after' : 'drop-before'); };
  f.el.ondrop = event => { event.preventDefault(); if (dragged) put_before(dragged, after(event, f.el) ? next(f.id) : f.id); clearDrop(); };
  return f;
}
const after = (event, el) => { const box = el.getBoundingClientRect(); return event.clientX > box.left + box.width / 2; };
const clearDrop = () => frames.querySelectorAll('.drop-before, .drop-after').forEach(el => el.classList.remove('drop-before', 'drop-after'));
const next = id => { const i = shots.findIndex(s => s.id === id); return shots[i + 1]?.id ?? null; };
function put_before(id, before) {
  if (id === before || next(id) === before) return;
  const moved = shots.find(s => s.id === id);
  const rest = shots.filter(s => s.id !== id);
  const at = before ? rest.findIndex(s => s.id === before) : rest.length;
  rest.splice(at, 0, moved);
  draw(rest);
  trigger('move', { id, before });
}
function drawState(f, shot) {
  const busy = shot.state === 'rendering' || shot.state === 'queued' || shot.state === 'paused';
  if (f.shown !== shot.state) {
    f.shown = shot.state;
    f.el.dataset.state = shot.state;
    f.state.replaceChildren(icon(ICON[shot.state]), f.word = h('span', {}));
  }
  put(f.word, shot.state === 'rendering' && shot.progress ? t('shot_state_percent', { n: Math.round(shot.progress * 100) }) : word('shot_state', shot.state));
  f.fill.style.width = busy ? (shot.progress * 100).toFixed(1) + '%' : '0';
  f.el.title = (shot.state === 'failed' ? page.sentence(shot.error) : page.sentence(shot.note)) || f.title.textContent;
}
function patchFrame(f, shot, position) {
  f.shot = shot;
  const [size, movement] = shot.title.split(' · ');
  const title = word('size', size) + (movement ? ' · ' + word('movement', movement) : '');
  put(f.number, String(position + 1));
  put(f.title, title);
  put(f.subject, shot.subject);
  put(f.seconds, shot.seconds.toFixed(1) + ' s');
  f.lock.hidden = !shot.locked;
  if (shot.state !== 'rendering') f.coming = '';
  drawPicture(f);
  drawState(f, shot);
  f.el.setAttribute('aria-label', t('board_frame', { n: position + 1, title, seconds: shot.seconds.toFixed(1), state: word('shot_state', shot.state) }) + (shot.locked ? ', ' + t('board_locked') : ''));
}
// The picture in the making where there is one, else the take's or the keyframe's.
function drawPicture(f) {
  const address = f.coming || f.shot.poster;
  f.picture.hidden = !address;
  if (address && f.shows !== address) { f.shows = address; f.picture.src = address; }
}
function draw(now) {
  shots = now;
  keyed(frames, now, s => s.id, makeFrame, patchFrame);
  root.classList.toggle('empty', !now.length);
  const done = now.filter(s => s.state === 'done').length;
  put(count, now.length ? t('board_count', { n: now.length, done, seconds: now.reduce((sum, s) => sum + s.seconds, 0).toFixed(1) }) : '');
  render.disabled = cut.disabled = !now.length;
  mark();
}
// How the shot in the inspector stands, for the parts that tell more of it.
const tellChosen = () => { const shot = shots.find(s => s.id === chosen); if (shot) { page.here.stands = shot; page.emit('state'); } };
function mark() {
  for (const [id, f] of frames.kept || []) {
    f.el.setAttribute('aria-selected', String(id === chosen || chosenToo.has(id)));
    f.el.classList.toggle('current', id === chosen);
    f.el.tabIndex = id === chosen ? 0 : -1;
  }
  if (!shots.some(s => s.id === chosen) && frames.firstChild) frames.firstChild.tabIndex = 0;
  page.here.shots = shots.filter(s => s.id === chosen || chosenToo.has(s.id)).map(s => s.id);
  tellChosen();
}
function pick(id, how) {
  if (how === 'one') chosenToo = new Set();
  else if (how === 'add') { chosenToo.add(chosen); if (chosenToo.has(id) && id !== chosen) { chosenToo.delete(id); mark(); return; } chosenToo.add(id); }
  else { const ids = shots.map(s => s.id), [a, b] = [ids.indexOf(chosen), ids.indexOf(id)].sort((x, y) => x - y); chosenToo = new Set(ids.slice(Math.max(0, a), b + 1)); mark(); return; }
  if (id !== chosen) left = chosen;
  chosen = id;
  mark();
  page.here.shot = id;
  frames.kept.get(id)?.el.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  wish = id;
  fulfil();
}
// One question at a time, and none while the page is asked for anew: an answer that comes late would bring an older shot back.
function fulfil() {
  if (wish === null || asked !== null || page.here.refreshing) return;
  if (wish !== answered) {
    asked = wish;
    trigger('select', { id: wish });
    setTimeout(() => { if (asked !== null) hear(answered); }, 1500);  // an answer that never came
  }
  wish = null;
}
function hear(shot) { answered = shot; asked = null; fulfil(); setTimeout(mend, 50); }
// What was asked before this shot was chosen is answered late, and has brought the one before it back.
function mend() {
  if (wish !== null || asked !== null || answered === null || answered !== left || !shots.some(s => s.id === chosen)) return;
  wish = chosen;
  fulfil();
}
page.on('shot', hear);
page.on('refreshed', fulfil);
frames.addEventListener('keydown', event => {
  const at = shots.findIndex(s => s.id === chosen);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shots.length - 1 }[event.key];
  if (to === undefined || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (event.altKey) { if (event.key === 'ArrowLeft' && at > 0) put_before(chosen, shots[at - 1].id); if (event.key === 'ArrowRight' && at < shots.length - 1) put_before(chosen, shots[at + 2]?.id ?? null); frames.kept.get(chosen)?.el.focus(); return; }
  const target = shots[Math.max(0, Math.min(shots.length - 1, to))];
  if (!target) return;
  pick(target.id, 'one');
  frames.kept.get(target.id).el.focus({ preventScroll: true });
});
frames.addEventListener('wheel', event => { if (event.deltaY && !event.deltaX && frames.scrollWidth > frames.clientWidth) { frames.scrollLeft += event.deltaY; event.preventDefault(); } }, { passive: false });

function apply() {
  const value = props.value || { shots: [] };
  const late = value.shot === left && (value.shots || []).some(s => s.id === chosen);
  if (value.shot !== undefined && value.shot !== chosen && wish === null && !late) { chosen = value.shot; chosenToo = new Set(); left = null; }
  if (asked === null) answered = value.shot || null;
  draw(value.shots || []);
  stills.hidden = !value.stills;
  element.dataset.ready = '1';
}
watch('value', apply);
apply();

page.on('undelete', ids => ids.forEach(id => trigger('undo', { id })));
page.on('job', job => {
  const f = ['render_still', 'render_shot'].includes(job.kind) && job.shot_id && frames.kept?.get(job.shot_id);
  if (!f || !f.shot) return;
  const state = { processing: 'rendering', pending: 'queued', paused: 'paused', failed: 'failed' }[job.state];
  if (!state) return;
  Object.assign(f.shot, { state, progress: job.progress, note: job.note, error: job.error });
  if (state !== 'rendering') f.coming = '';
  else if (job.preview) page.preview(job, address => { if (f.shot.state === 'rendering') { f.coming = address; drawPicture(f); } });
  drawPicture(f);
  drawState(f, f.shot);
  if (f.id === chosen) tellChosen();
});
