// Goes into every page before its own scripts: hears of long tasks, of layout that shifts, of how long a key takes to show, and of the first rows.
(() => {
  const probe = (window.probe = { long: [], keys: [], shift: 0 });
  const hear = (type, take, more) => new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  hear('longtask', entry => probe.long.push(entry.duration));
  hear('layout-shift', entry => (probe.shift += entry.hadRecentInput ? 0 : entry.value));
  hear('event', entry => entry.name === 'keydown' && probe.keys.push(entry.duration), { durationThreshold: 16 });

  const count = what => document.querySelectorAll(what).length;
  const rows = () => count('[data-testid=conversations] [role=listitem]');
  probe.usable = new Promise(done => {
    const look = () => {
      if (rows() === 0 || (location.pathname.length > 7 && location.pathname.startsWith('/inbox/') && count('[role=log] time') === 0)) requestAnimationFrame(look);
      else setTimeout(() => done(performance.now())); // after the frame that has them
    };
    requestAnimationFrame(look);
  });

  /** Counts frames, and what else happens, until it is told to stop. */
  probe.begin = () => {
    const [frames, long, keys] = [[], probe.long.length, probe.keys.length];
    let [last, most, goes] = [0, 0, true];
    const tick = now => {
      if (last) frames.push(now - last);
      last = now;
      most = Math.max(most, rows());
      if (goes) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    probe.end = async () => {
      goes = false;
      await new Promise(done => setTimeout(done, 200)); // observers hear of things a little later
      return { frames, long: probe.long.slice(long), keys: probe.keys.slice(keys), rows: most, messages: count('[role=log] time') };
    };
  };

  /** Until the next animation frame has been drawn in which the page shows something: how long since a key was pressed. */
  probe.until = (selector, text) => new Promise(done => {
    let from = 0;
    addEventListener('keydown', event => (from = event.timeStamp), { capture: true, once: true });
    const look = () => {
      if (from && [...document.querySelectorAll(selector)].some(element => element.textContent.includes(text))) setTimeout(() => done(performance.now() - from));
      else requestAnimationFrame(look);
    };
    look();
  });
})();
