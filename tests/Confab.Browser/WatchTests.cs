using System.Text;

namespace Confab.Browser;

/// <summary>The suite itself sees what no page may do.</summary>
public sealed class WatchTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_broken_policy_and_an_error_that_nobody_caught_are_seen()
    {
        await using var host = await FakeHost.OpenAsync();
        var page = await ComeAsync();
        await page.GotoAsync(host.Put("/", Encoding.UTF8.GetBytes("""
            <!doctype html><meta http-equiv="Content-Security-Policy" content="script-src 'self'; img-src 'none'"><script>window.ran = 1</script><script src="/throws.js"></script><img src="/x.png">
            """), "text/html"));
        Faults.ShouldNotBeEmpty();
        host.Put("/throws.js", Encoding.UTF8.GetBytes("document.title = 'ran'; throw new Error('nobody catches this')"), "text/javascript");
        await page.ReloadAsync();
        await Expect(page).ToHaveTitleAsync("ran");
        await Poll.UntilAsync(() => Task.FromResult(Faults.ToArray()), faults => faults.Any(fault => fault.Contains("nobody catches this", StringComparison.Ordinal))
            && faults.Any(fault => fault.Contains("script-src", StringComparison.Ordinal)) && faults.Any(fault => fault.Contains("img-src", StringComparison.Ordinal)));
        Faults.Clear();
    }
}
