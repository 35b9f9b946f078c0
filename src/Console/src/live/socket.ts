import type { LiveEvent } from '../api/records';

/** How the line to the server is: `live`, or on the way to it. */
export type LineState = 'connecting' | 'live' | 'waiting';

interface Ears {
  /** Events that came close together, in their order. */
  events: (events: LiveEvent[]) => void;
  state: (state: LineState) => void;
  /** What happened meanwhile is not known: all has to be read anew. */
  gap: () => void;
  /** The server closed the line for who we are; look whether we still are. */
  refused: () => void;
}

const path = '/v1.0/service_agents/ws';
const longest = 15_000;
const together = 30;

/** One WebSocket that comes back by itself and, by its cursor, misses nothing. */
export class LiveLine {
  private socket?: WebSocket;
  private cursor?: string;
  private opened = false;
  private tries = 0;
  private timer?: ReturnType<typeof setTimeout>;
  private ticks?: ReturnType<typeof setInterval>;
  private lastTick = Date.now();
  private readonly topics = new Map<string, number>();
  private waiting: LiveEvent[] = [];

  constructor(private readonly ears: Ears) {}

  start() {
    addEventListener('online', this.now);
    addEventListener('offline', this.lost);
    document.addEventListener('visibilitychange', this.now);
    this.ticks = setInterval(this.tick, 10_000);
    this.connect();
  }

  stop() {
    removeEventListener('online', this.now);
    removeEventListener('offline', this.lost);
    document.removeEventListener('visibilitychange', this.now);
    clearInterval(this.ticks);
    clearTimeout(this.timer);
    this.drop();
  }

  /** Follows a topic until the function that it returns is called. */
  follow(topic: string): () => void {
    const users = this.topics.get(topic) ?? 0;
    this.topics.set(topic, users + 1);
    if (users === 0) this.say('subscribe', [topic]);
    return () => {
      const left = (this.topics.get(topic) ?? 1) - 1;
      if (left > 0) this.topics.set(topic, left);
      else if (this.topics.delete(topic)) this.say('unsubscribe', [topic]);
    };
  }

  private connect() {
    clearTimeout(this.timer);
    this.drop();
    this.ears.state('connecting');
    const socket = (this.socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`));
    let isOpen = false;
    socket.onopen = () => {
      isOpen = true;
      this.tries = 0;
      if (this.topics.size > 0) this.say('subscribe', [...this.topics.keys()], this.cursor);
      // Without a cursor nobody can tell what happened before we listened.
      if (this.cursor === undefined) setTimeout(this.ears.gap, this.opened ? 0 : 250);
      this.opened = true;
      this.ears.state('live');
    };
    socket.onmessage = message => this.take(JSON.parse(message.data as string) as LiveEvent);
    socket.onclose = close => {
      if (socket !== this.socket) return;
      this.socket = undefined;
      if (close.code === 4410) this.cursor = undefined;
      // A browser does not tell why a line did not come about: that we are no longer known is one reason.
      if (close.code === 1008 || !isOpen) this.ears.refused();
      this.later();
    };
  }

  private take(event: LiveEvent) {
    this.cursor = event.cursor;
    if (this.waiting.push(event) === 1)
      setTimeout(() => {
        const events = this.waiting;
        this.waiting = [];
        this.ears.events(events);
      }, together);
  }

  private later() {
    this.ears.state('waiting');
    const wait = Math.min(longest, 500 * 2 ** this.tries++);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  private readonly now = () => {
    if (!this.socket && navigator.onLine && !document.hidden) this.connect();
  };

  private readonly lost = () => {
    this.drop();
    this.later();
  };

  /** A machine that slept has a dead line and does not know it. */
  private readonly tick = () => {
    const slept = Date.now() - this.lastTick > 40_000 && !document.hidden;
    this.lastTick = Date.now();
    if (slept && this.socket) this.connect();
  };

  private say(type: 'subscribe' | 'unsubscribe', topics: string[], after?: string) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type, topics, after }));
  }

  private drop() {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }
}
