using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Confab.Browser.Console.Looks;

/// <summary>What can be told of a page without eyes.</summary>
internal static class Inspection
{
    /// <summary>Sums up what moves by itself. It is there before the page is.</summary>
    public const string Watch = """
        window.shifted = 0; window.shifts = [];
        const nameOf = node => node ? `${node.nodeName.toLowerCase()}.${String(node.className ?? '').slice(0, 50)}` : '?';
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
                window.shifted += entry.value;
                window.shifts.push(`${entry.value.toFixed(3)} ${entry.sources.map(source => nameOf(source.node)).join(' ')}`);
            }
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    private const string Look = """
        () => {
          const faults = [];
          const say = (fault, element) => faults.push(`${fault}: <${element.nodeName.toLowerCase()} ${element.getAttribute('aria-label') ?? ''}> "${(element.textContent ?? '').trim().slice(0, 60)}" .${String(element.className?.baseVal ?? element.className).slice(0, 60)}`);
          const wide = innerWidth;
          if (document.documentElement.scrollWidth > wide) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
          const isSeen = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest('[aria-hidden=true]');
          const isHidden = element => { for (let at = element; at; at = at.parentElement) { const style = getComputedStyle(at); if (style.clipPath !== 'none' || style.clip !== 'auto' || at.offsetLeft < -999) return true; } return false; };
          const scrolls = element => { for (let at = element.parentElement; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true; return false; };
          const isCutWell = element => { const style = getComputedStyle(element); return style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'; };
          const ownText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
          for (const element of document.body.querySelectorAll('*')) {
            if (!ownText(element) || !isSeen(element) || isHidden(element) || element.closest('svg, script, style, option')) continue;
            const style = getComputedStyle(element);
            const isShort = isCutWell(element) || (style.display === 'inline' && isCutWell(element.parentElement));
            if (element.closest('nav, [role=tab]') && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1) say('name cut', element);
            if (!isShort && style.overflowX !== 'visible' && !/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1) say('cut', element);
            const range = document.createRange();
            range.selectNodeContents(element);
            const text = range.getBoundingClientRect();
            if (!isShort && !scrolls(element) && text.width > 0 && (text.right > wide + 1 || text.left < -1)) say('text outside', element);
            const box = element.closest('button, a, td, th, label, [role=tab], [role=option], [role=menuitem], [class*=Badge-root]');
            const edge = box?.getBoundingClientRect();
            if (edge && edge.width > 1 && !isShort && !element.closest('[class*=label]')?.matches('[style*=ellipsis]') && (text.right > edge.right + 1.5 || text.bottom > edge.bottom + 3) && getComputedStyle(box).display !== 'inline') say('text beyond its box', element);
          }
          for (const list of document.querySelectorAll('[role=tablist]')) {
            const tabs = [...list.querySelectorAll('[role=tab]')].filter(isSeen);
            if (new Set(tabs.map(tab => Math.round(tab.getBoundingClientRect().top))).size > 1) say('tabs in several lines', list);
          }
          const targets = [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary, [role=tab], [role=menuitem], [role=option], [role=switch], [role=checkbox]')].filter(element => isSeen(element) && !isHidden(element) && !element.disabled && element.tabIndex >= -1);
          for (const element of targets) {
            const isInText = element.matches('a') && getComputedStyle(element).display === 'inline';
            const boxes = [element, ...(element.labels ?? [])].map(one => one.getBoundingClientRect());
            const left = Math.min(...boxes.map(box => box.left)), right = Math.max(...boxes.map(box => box.right)), top = Math.min(...boxes.map(box => box.top)), bottom = Math.max(...boxes.map(box => box.bottom));
            if (right - left < 1 || bottom - top < 1) continue;
            if (!isInText && (right - left < 23.5 || bottom - top < 23.5)) say(`target of ${Math.round(right - left)}x${Math.round(bottom - top)}`, element);
            if (!scrolls(element) && (left < -1 || right > wide + 1)) say('outside', element);
          }
          for (const input of document.querySelectorAll('input:not([type=checkbox], [type=radio], [type=file], [type=hidden])')) {
            const style = getComputedStyle(input);
            if (input.value && isSeen(input) && !isHidden(input) && input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) < 24) say('no room for its value', input);
          }
          return faults;
        }
        """;

    private static readonly AxeRunOptions Contrast = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>What moved by itself while the page came.</summary>
    public static Task<string[]> JumpsAsync(this IPage page) => page.EvaluateAsync<string[]>("() => window.shifted > 0.1 ? [`shifted by ${window.shifted.toFixed(3)}: ${window.shifts.join('; ')}`] : []");

    /// <summary>Nothing is cut off, outside, too small or too large.</summary>
    public static Task<string[]> FaultsAsync(this IPage page) => page.EvaluateAsync<string[]>(Look);

    private const string Focus = """
        () => {
          const element = document.activeElement;
          if (!element || element === document.body) return '';
          const style = getComputedStyle(element), box = element.getBoundingClientRect();
          const name = `<${element.nodeName.toLowerCase()}> ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;
          if (box.bottom < 0 || box.right < 0 || box.top > innerHeight || box.left > innerWidth) return `focus out of sight: ${name}`;
          const ring = [element, element.parentElement, element.nextElementSibling, element.closest('tr, label, [class*=line]')].filter(Boolean).map(one => getComputedStyle(one));
          const isShown = ring.some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || style.boxShadow !== 'none' || element.matches('input, textarea, select, audio, video');
          return isShown ? '' : `focus that is not seen: ${name}`;
        }
        """;

    /// <summary>Goes through the page by the keyboard alone: where one is must be seen.</summary>
    public static async Task<IEnumerable<string>> FocusFaultsAsync(this IPage page, int steps)
    {
        var faults = new List<string>();
        for (var step = 0; step < steps; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            faults.Add(await page.EvaluateAsync<string>(Focus));
        }
        return faults.Where(fault => fault.Length > 0).Distinct();
    }

    /// <summary>Waits until nothing is shown to be on its way any more, and two frames have been drawn.</summary>
    public static async Task SettleAsync(this IPage page, Scene scene)
    {
        if (!scene.IsBroken)
            await page.WaitForFunctionAsync("() => !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root')");
        await page.EvaluateAsync("() => document.fonts.ready.then(() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), 150)))");
    }

    /// <summary>What axe finds that keeps people out.</summary>
    public static async Task<IEnumerable<string>> BarriersAsync(this IPage page, bool onlyColors) =>
        (onlyColors ? await page.RunAxe(Contrast) : await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
            .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"));
}
