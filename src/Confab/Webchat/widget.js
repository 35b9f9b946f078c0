// Confab's web chat: <script src="https://chat.example.com/widget.js" data-widget="direct.…" async></script>
// Plain JavaScript, in a shadow tree of its own. What people write is only ever shown as text.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector("script[data-widget]");
  const hash = script && script.dataset.widget;
  const loaded = (window.confabWidgets ||= new Set());
  if (!hash || loaded.has(hash)) return;
  loaded.add(hash);

  const base = new URL(".", script.src).href;
  const maxText = 4096, maxWait = 30, pageSize = 100;
  const words = {
    title: "Chat with us", open: "Open chat", close: "Close chat", label: "Your message", send: "Send", connecting: "Connecting…", log: "Messages",
    offline: "No connection. What you write is sent as soon as there is one.", ended: "This chat has ended.", again: "Start a new chat",
    failed: "Not sent", you: "You:", us: "Answer:", waiting: "Waiting for an answer", file: "File", unread: count => `${count} new`
  };

  // ---- What is kept: per widget, shared by all tabs; in memory where the browser keeps nothing.
  const memory = {};
  const kept = {
    get(name) { try { return localStorage.getItem(`confab:${hash}:${name}`) ?? memory[name] ?? ""; } catch { return memory[name] ?? ""; } },
    set(name, value) { memory[name] = value; try { localStorage.setItem(`confab:${hash}:${name}`, value); } catch { } },
    queue() { try { return JSON.parse(kept.get("queue") || "[]"); } catch { return []; } },
    setQueue(items) { kept.set("queue", JSON.stringify(items)); }
  };

  // ---- Calls. A passing failure is thrown as { passing: true, after }, a refusal as { status, reason }.
  let booting = null;
  function boot(anew) {
    if (!booting || anew) {
      booting = request("POST", "auth/boot", { direct_hash: hash }, {});
      booting.catch(() => { booting = null; });
    }
    return booting;
  }

  async function request(method, path, body, headers) {
    let answer;
    try {
      answer = await fetch(base + path, {
        method, credentials: "omit", referrerPolicy: "no-referrer", headers: body ? { "Content-Type": "application/json", ...headers } : headers, body: body && JSON.stringify(body)
      });
    } catch {
      throw { passing: true };
    }
    const json = await answer.json().catch(() => ({}));
    if (answer.ok) return json;
    throw answer.status === 429 || answer.status >= 500 ? { passing: true, after: Number(answer.headers.get("Retry-After")) || 0 }
      : { status: answer.status, reason: json.error && json.error.reason };
  }

  async function call(method, path, body, key) {
    for (let anew = false; ; anew = true) {
      const { token } = await boot(anew);
      try {
        return await request(method, "v1.0/" + path, body, { Authorization: "Bearer " + token, ...(key && { "Idempotency-Key": key }) });
      } catch (e) {
        if (e.status !== 401 || anew) throw e;
      }
    }
  }

  const backoff = (tries, after) => 1000 * Math.max(after || 0, Math.min(maxWait, 2 ** tries) * (0.5 + Math.random() / 2));

  // ---- What is on the page.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const icon = path => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    svg.firstChild.setAttribute("d", path);
    return svg;
  };

  const host = make("div");
  const root = host.attachShadow({ mode: "open" });
  const badge = make("span", { class: "badge", hidden: "" });
  const bubble = make("button", { class: "bubble", type: "button", "aria-expanded": "false", "aria-controls": "panel", "aria-label": words.open },
    icon("M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"), badge);
  const title = make("h2", { id: "title" }, words.title);
  const subtitle = make("p", { class: "subtitle", hidden: "" });
  const close = make("button", { class: "close", type: "button", "aria-label": words.close }, icon("M6 6l12 12M18 6L6 18"));
  const header = make("header", {}, make("div", { class: "heading" }, title, subtitle), close);
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.log, tabindex: "0" });
  const typing = make("div", { class: "typing", role: "img", "aria-label": words.waiting, hidden: "" }, make("i"), make("i"), make("i"));
  const status = make("p", { class: "status", role: "status" });
  const input = make("textarea", { id: "text", rows: "1", maxlength: String(maxText), placeholder: words.label, autocomplete: "off" });
  const send = make("button", { class: "send", type: "submit", "aria-label": words.send }, icon("M3 11l18-8-8 18-2-8z"));
  const form = make("form", {}, make("label", { for: "text", class: "unseen" }, words.label), input, send);
  const again = make("button", { class: "again", type: "button", hidden: "" }, words.again);
  const panel = make("section", { id: "panel", class: "panel", role: "dialog", "aria-modal": "false", "aria-labelledby": "title", hidden: "" }, header, log, typing, status, form, again);
  const frame = make("div", { class: "frame" }, panel, bubble);

  const css = `
    :host { all: initial; }
    .frame { --primary: #1a73e8; --on: #fff; --back: #fff; --text: #1f2328; --soft: #eef0f3; --line: #d0d5db; --radius: 14px; --size: 15px; --head: var(--primary); --headtext: var(--on);
      position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; display: flex; flex-direction: column; align-items: flex-end; gap: 12px; color: var(--text);
      font: var(--size)/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    .frame.left { right: auto; left: 20px; align-items: flex-start; }
    .frame.dark { --back: #1e2125; --text: #e8eaed; --soft: #2d3136; --line: #44494f; --head: #2d3136; }
    @media (prefers-color-scheme: dark) { .frame.auto { --back: #1e2125; --text: #e8eaed; --soft: #2d3136; --line: #44494f; --head: #2d3136; } }
    .sharp { --radius: 2px; } .pill { --radius: 22px; } .compact { --size: 13px; } .large { --size: 18px; }
    [hidden] { display: none !important; }
    * { box-sizing: border-box; }
    button { font: inherit; cursor: pointer; border: 0; }
    :focus-visible { outline: 3px solid var(--primary); outline-offset: 2px; }
    header :focus-visible { outline-color: var(--headtext); }
    svg { width: 26px; height: 26px; fill: currentColor; display: block; }
    .bubble { position: relative; width: 58px; height: 58px; border-radius: 50%; background: var(--primary); color: var(--on); display: grid; place-items: center; box-shadow: 0 3px 12px #0005; }
    .sharp .bubble { border-radius: 4px; }
    .badge { position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 6px; border-radius: 11px; background: #c5221f; color: #fff; font-size: 13px; line-height: 22px; text-align: center; }
    .panel { width: 370px; max-width: calc(100vw - 24px); height: 540px; max-height: calc(100vh - 110px); background: var(--back); border-radius: var(--radius); box-shadow: 0 6px 28px #0006;
      display: flex; flex-direction: column; overflow: hidden; animation: rise .16s ease-out; }
    @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
    header { display: flex; align-items: center; gap: 10px; padding: 12px 14px; background: var(--head); color: var(--headtext); }
    header img { height: 34px; max-width: 90px; object-fit: contain; }
    .heading { flex: 1; min-width: 0; }
    h2 { margin: 0; font-size: 1.1em; overflow-wrap: anywhere; }
    .subtitle { margin: 0; font-size: .87em; overflow-wrap: anywhere; }
    .close { padding: 6px; background: none; color: inherit; border-radius: 6px; }
    .close svg { stroke: currentColor; stroke-width: 2.4; width: 20px; height: 20px; }
    .log { flex: 1; overflow-y: auto; padding: 14px; display: flex; flex-direction: column; gap: 8px; }
    .message { max-width: 84%; padding: 8px 12px; border-radius: var(--radius); background: var(--soft); align-self: flex-start; white-space: pre-wrap; overflow-wrap: anywhere; }
    .message.mine { background: var(--primary); color: var(--on); align-self: flex-end; }
    .message.pending { outline: 2px dashed var(--primary); outline-offset: 2px; }
    .message.failed { outline: 2px solid #c5221f; }
    .message small { display: block; }
    .message a { color: inherit; }
    .message img { display: block; max-width: 100%; max-height: 240px; border-radius: 6px; margin-top: 4px; }
    .typing { padding: 0 18px 8px; display: flex; gap: 5px; }
    .typing i { width: 8px; height: 8px; border-radius: 50%; background: var(--text); opacity: .35; animation: dot 1.2s infinite; }
    .typing i:nth-child(2) { animation-delay: .2s; } .typing i:nth-child(3) { animation-delay: .4s; }
    @keyframes dot { 30% { opacity: .9; transform: translateY(-3px); } 60% { opacity: .35; } }
    .status { margin: 0; padding: 0 14px; font-size: .87em; } .status:not(:empty) { padding-bottom: 8px; }
    form { display: flex; gap: 8px; align-items: flex-end; padding: 10px; border-top: 1px solid var(--line); }
    textarea::placeholder { color: inherit; opacity: .75; }
    textarea { flex: 1; resize: none; max-height: 120px; font: inherit; font-size: max(16px, var(--size)); color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: min(var(--radius), 18px); padding: 8px 12px; }
    .send, .again { background: var(--primary); color: var(--on); border-radius: min(var(--radius), 18px); padding: 9px 12px; }
    .send svg { width: 20px; height: 20px; }
    .again { margin: 10px; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 480px) { .panel { width: calc(100vw - 24px); } .frame, .frame.left { right: 12px; left: auto; bottom: 12px; } .frame.left { right: auto; left: 12px; } }
    @media (prefers-reduced-motion: reduce) { *, .panel { animation: none !important; } }`;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, css));
  }

  function dress(look = {}) {
    for (const [name, field] of [["--primary", "primary_color"], ["--on", "secondary_color"], ["--head", "header_background_color"], ["--headtext", "header_text_color"]])
      if (/^#[0-9a-f]{6}$/i.test(look[field])) frame.style.setProperty(name, look[field]);
    frame.classList.toggle("left", look.position === "bottom_left");
    for (const word of [look.theme_mode, look.border_radius, look.font_size])
      if (["dark", "auto", "sharp", "pill", "compact", "large"].includes(word)) frame.classList.add(word);
    title.textContent = look.header_title || words.title;
    subtitle.textContent = look.header_subtitle || "";
    subtitle.hidden = !look.header_subtitle;
    if (safe(look.logo_url) && !header.querySelector("img")) header.prepend(make("img", { src: look.logo_url, alt: "", referrerpolicy: "no-referrer" }));
  }

  // ---- What was said.
  const shown = new Map(), pending = new Map();
  let session = "", hasEnded = false, unread = 0, inFlight = null, look = {}, waits = 0;
  const isOpen = () => !panel.hidden;

  /** An address that may be linked or loaded: https, or this chat's own server. */
  function safe(text) {
    try {
      const url = new URL(text);
      return url.protocol === "https:" || (url.origin === new URL(base).origin && url.protocol === "http:");
    } catch {
      return false;
    }
  }

  /** A text with its web addresses as links: nothing of it is ever read as HTML. */
  function linked(text) {
    const parts = [];
    let at = 0;
    for (const match of text.matchAll(/https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g)) {
      parts.push(text.slice(at, match.index), link(match[0], match[0]));
      at = match.index + match[0].length;
    }
    return [...parts, text.slice(at)];
  }

  const link = (address, ...content) => make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, ...content);

  function media({ type, filename, url }) {
    const name = filename || words.file;
    return safe(url) ? link(url, type === "image" ? make("img", { src: url, alt: name, loading: "lazy", referrerpolicy: "no-referrer" }) : name) : name;
  }

  function bubbleOf(mine, text, medias = []) {
    return make("div", { class: mine ? "message mine" : "message" }, make("span", { class: "unseen" }, mine ? words.you : words.us), ...linked(text), ...medias.map(media));
  }

  function place(element, time) {
    element.time = time;
    const after = [...log.children].find(other => other.time > time);
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    log.insertBefore(element, after || null);
    if (isAtEnd || element.classList.contains("mine")) log.scrollTop = log.scrollHeight;
  }

  function show(message) {
    if (message.session_id !== session || shown.has(message.id)) return;
    const mine = message.direction === "inbound";
    if (mine && inFlight && inFlight.text === message.text) release(inFlight.key); // It stays in line: what only looks like it may be an older one.
    const element = bubbleOf(mine, message.text, message.medias);
    shown.set(message.id, element);
    place(element, message.tm_create);
    if (mine) return;
    wait(false);
    if (!isOpen()) count(unread + 1);
  }

  function count(next) {
    unread = next;
    badge.textContent = String(unread);
    badge.hidden = unread === 0;
    bubble.setAttribute("aria-label", unread ? `${words.open}, ${words.unread(unread)}` : words.open);
  }

  function wait(is) {
    clearTimeout(waits);
    typing.hidden = !is || look.typing_indicator_enabled === false;
    if (is) waits = setTimeout(() => wait(false), 20000);
  }

  // ---- Sending: what is written waits in line until the server has it; its key makes a repeat harmless.
  let flushing = false, flushLater = 0, flushTries = 0;

  function say(text) {
    const item = { key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, text, session };
    kept.setQueue([...kept.queue(), item]);
    hold(item);
    flush();
  }

  function hold(item) {
    if (pending.has(item.key)) return;
    const element = bubbleOf(true, item.text);
    element.classList.add("pending");
    pending.set(item.key, element);
    place(element, "~");
  }

  function sent(key) {
    kept.setQueue(kept.queue().filter(item => item.key !== key));
    release(key);
  }

  function release(key) {
    pending.get(key)?.remove();
    pending.delete(key);
  }

  function fail(item) {
    const element = pending.get(item.key);
    kept.setQueue(kept.queue().filter(other => other.key !== item.key));
    pending.delete(item.key);
    element?.classList.replace("pending", "failed");
    element?.append(make("small", {}, words.failed));
  }

  async function flush() {
    clearTimeout(flushLater);
    if (flushing) return;
    flushing = true;
    try {
      await begin();
      for (let item; (item = kept.queue().find(other => !other.session || other.session === session)) && !hasEnded;) {
        inFlight = item;
        try {
          const message = await call("POST", "webchat_messages", { session_id: session, direction: "inbound", text: item.text }, item.key);
          sent(item.key);
          show(message);
          flushTries = 0;
          wait(true);
        } catch (e) {
          if (e.passing) throw e;
          fail(item);
          if (e.status === 404 || e.reason === "STATE_INVALID") finish();
        }
      }
      say_status("");
    } catch (e) {
      if (!e.passing) return refuse(e);
      say_status(words.offline);
      flushLater = setTimeout(flush, backoff(flushTries++, e.after));
    } finally {
      inFlight = null;
      flushing = false;
    }
  }

  const say_status = text => { if (status.textContent !== text) status.textContent = text; };

  // ---- The session: begun when the visitor opens the chat, kept until it ends.
  let beginning = null;
  const begin = () => session ? Promise.resolve() : (beginning ||= beginOnce().finally(() => { beginning = null; }));

  async function beginOnce() {
    const alone = work => navigator.locks ? navigator.locks.request(`confab:${hash}`, work) : work();
    if (look.connecting_indicator_enabled !== false) say_status(look.connecting_indicator_text || words.connecting);
    await alone(async () => {
      session = kept.get("session");
      if (session) return;
      const web = address => /^https?:/.test(address) ? address.slice(0, 2048) : "";
      session = (await call("POST", "webchat_sessions", { widget_id: (await boot()).resource_id, page_url: web(location.href), referrer: web(document.referrer) })).id;
      kept.set("session", session);
      kept.set("cursor", "");
    });
    say_status("");
    follow();
  }

  function finish() {
    hasEnded = true;
    wait(false);
    say_status(words.ended);
    for (const item of kept.queue()) fail(item);
    const hadFocus = form.contains(root.activeElement);
    form.hidden = true;
    again.hidden = false;
    if (hadFocus) again.focus();
    socket?.close();
  }

  function restart() {
    session = "";
    hasEnded = false;
    kept.set("session", "");
    kept.set("cursor", "");
    shown.clear();
    pending.clear();
    log.replaceChildren();
    say_status("");
    form.hidden = false;
    again.hidden = true;
    input.focus();
    flush();
  }

  /** What was said so far, and whether the session still stands; the newest page suffices where something of it is shown already. */
  async function recall() {
    const mine = session, state = await call("GET", `webchat_sessions/${mine}`);
    log.setAttribute("aria-busy", "true");
    try {
      for (let token = ""; ;) {
        const page = await call("GET", `webchat_messages?session_id=${mine}&page_size=${pageSize}&page_token=${encodeURIComponent(token)}`);
        const known = page.result.some(message => shown.has(message.id));
        page.result.forEach(show);
        if (known || page.result.length < pageSize) break;
        token = page.next_page_token;
      }
    } finally {
      log.removeAttribute("aria-busy");
    }
    if (state.status === "ended" && mine === session) finish();
  }

  // ---- Live: over a WebSocket that comes back after the last cursor; what it may have missed is asked for as well.
  let socket = null, tries = 0, again_later = 0;

  async function follow() {
    clearTimeout(again_later);
    if (!session || hasEnded || socket) return;
    const mine = session, opening = (socket = {});
    try {
      await recall();
      const { token } = await boot();
      if (hasEnded || mine !== session) { socket = null; return; }
      socket = new WebSocket(`${base.replace(/^http/, "ws")}v1.0/ws?token=${encodeURIComponent(token)}`);
    } catch (e) {
      if (socket === opening) socket = null;
      if (e.status === 404 && mine === session) return finish();
      return e.passing ? retry(e.after) : refuse(e);
    }
    const own = socket;
    let opened = 0;
    own.onopen = () => {
      opened = Date.now();
      own.send(JSON.stringify({ type: "subscribe", topics: [`session_id:${mine}:webchat`], after: kept.get("cursor") }));
      say_status("");
      flush();
    };
    own.onmessage = event => {
      const { type, data, cursor } = JSON.parse(event.data);
      if (mine !== session) return own.close();
      if (Number(cursor) > Number(kept.get("cursor"))) kept.set("cursor", cursor);
      if (type === "webchat_message_created") show(data);
      if (type === "webchat_session_ended") finish();
    };
    own.onclose = event => {
      if (socket === own) socket = null;
      if (event.code === 4410) kept.set("cursor", "");
      if (event.code === 1008) booting = null;
      if (opened && Date.now() - opened > 10000) tries = 0;
      if (mine === session) retry(0);
    };
  }

  function retry(after) {
    if (hasEnded || !session) return;
    if (tries > 1 || !navigator.onLine) say_status(words.offline);
    clearTimeout(again_later);
    again_later = setTimeout(follow, backoff(tries++, after));
  }

  /** The server does not want this page, or not any more. */
  function refuse(e) {
    say_status(words.ended);
    form.hidden = true;
    console.warn("Confab: the chat is not available on this page.", e.reason || e.status || e);
  }

  // ---- Hands and keys.
  function toggle(open) {
    panel.hidden = !open;
    bubble.setAttribute("aria-expanded", String(open));
    bubble.setAttribute("aria-label", open ? words.close : words.open);
    if (!open) return bubble.focus();
    count(0);
    bubble.setAttribute("aria-label", words.close);
    (form.hidden ? again : input).focus();
    log.scrollTop = log.scrollHeight;
    flush();
  }
  bubble.onclick = () => toggle(!isOpen());
  close.onclick = () => toggle(false);
  again.onclick = restart;
  panel.onkeydown = event => {
    event.stopPropagation();
    if (event.key === "Escape") toggle(false);
  };
  input.oninput = () => {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  };
  input.onkeydown = event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  };
  form.onsubmit = event => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    input.oninput();
    input.focus();
    say(text);
  };
  addEventListener("online", () => { tries = flushTries = 0; follow(); flush(); });
  addEventListener("offline", () => say_status(words.offline));

  // ---- Begin.
  async function start(attempt = 0) {
    try {
      const answer = await boot();
      look = (answer.resource_data && answer.resource_data.public_display_config) || {};
    } catch (e) {
      if (!e.passing) return console.warn("Confab: the chat is not available on this page.", e.reason || e.status || e);
      return setTimeout(() => start(attempt + 1), backoff(attempt, e.after));
    }
    dress(look);
    root.append(frame);
    document.body.append(host);
    session = kept.get("session");
    if (!session) kept.setQueue(kept.queue().filter(item => !item.session));
    for (const item of kept.queue()) hold(item);
    if (session) follow();
    else if (pending.size) flush();
  }
  document.body ? start() : addEventListener("DOMContentLoaded", () => start());
})();
