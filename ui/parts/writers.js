// Who writes with a language model: the servers that answer on this machine, the chosen one, and its key.
const { t, h, icon, button } = page;
const root = element.querySelector('.sr-writers');
const list = h('div', { class: 'sr-crew-list' });
const address = h('input', { class: 'sr-input', label: t('writers_address'), placeholder: t('writers_address_hint'), autocomplete: 'off', spellcheck: false });
const model = h('input', { class: 'sr-input', label: t('writers_model'), placeholder: t('writers_model'), autocomplete: 'off', spellcheck: false });
const anywhere = h('input', { type: 'checkbox' });
const key = h('input', { class: 'sr-input', type: 'password', label: t('writers_key'), placeholder: t('writers_key'), autocomplete: 'off' });
const think = h('input', { class: 'sr-input', type: 'number', min: '0', max: '8192', step: '128', label: t('writers_think') });
const saved = h('span', { class: 'sr-quiet', role: 'status' });
const labelled = (text, field) => h('label', { class: 'sr-writer-field' }, h('span', { class: 'sr-label', text }), field);
root.append(h('section', { class: 'sr-panel-box' }, h('h2', { text: t('writers_title') }), h('p', { class: 'sr-quiet', text: t('writers_about') }), list,
  labelled(t('writers_address'), address), labelled(t('writers_model'), model), labelled(t('writers_key'), key), labelled(t('writers_think'), think),
  h('label', { class: 'sr-check' }, anywhere, h('span', { text: t('writers_anywhere') })),
  h('div', { class: 'sr-bar' }, button(t('writers_save'), 'check', save, { class: 'primary', id: 'op_writer' }), button(t('settings_look_again'), 'again', look), saved)));

let placing = {};
async function look() {
  list.replaceChildren(h('p', { class: 'sr-quiet' }, icon('spin'), h('span', { text: t('writers_looking') })));
  const [told, servers] = await Promise.all([page.send('GET', '/writers/preferences'), page.send('GET', '/writers/servers')]);
  if (!told || !servers) { list.replaceChildren(); return; }
  placing = told.placing;
  if (document.activeElement !== address) address.value = told.server.address;
  if (document.activeElement !== model) model.value = told.server.model;
  anywhere.checked = told.server.anywhere;
  think.value = told.placing.think;
  key.placeholder = t(told.has_key ? 'writers_key_kept' : 'writers_key');
  list.replaceChildren(...(servers.length ? servers.map(card) : [h('p', { class: 'sr-quiet', text: t('writers_none') })]));
}
function card(server) {
  const pick = name => { address.value = server.address; model.value = name; save(); };
  const models = server.models.map(name => button(name, null, () => pick(name), { class: 'quiet', 'aria-pressed': String(address.value === server.address && model.value === name) }));
  return h('div', { class: 'sr-maker' }, h('div', { class: 'sr-maker-head' }, h('strong', { text: server.name }), h('code', { text: server.address })),
    server.error ? h('p', { class: 'sr-lack' }, icon('warn'), h('span', { text: page.sentence(server.error) })) : h('div', { class: 'sr-writer-models' }, ...models));
}
async function save() {
  const server = { address: address.value.trim(), model: model.value.trim(), anywhere: anywhere.checked };
  if (key.value && !(await page.send('PUT', '/writers/key', { key: key.value }))) return;
  key.value = '';
  if (await page.send('PUT', '/writers/preferences', { server, placing: { ...placing, think: Number(think.value) || 0 } })) { saved.textContent = t('writers_saved'); look(); }
}
const turn = side => { root.hidden = side !== 'studio'; };
page.on('side', turn);
page.on('tab', name => { if (name === 'settings' && !list.children.length) look(); });
turn(page.here.side || 'studio');
if (page.shown() === 'settings') look();
