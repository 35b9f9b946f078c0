namespace Confab.ConsoleBench;

/// <summary>How soon the inbox can be used, and what that costs to load.</summary>
internal static class FirstLoads
{
    private const string Seen = """
        (() => {
          const files = performance.getEntriesByType('resource').filter(file => new URL(file.name).pathname.startsWith('/assets/'));
          const sum = end => files.filter(file => new URL(file.name).pathname.endsWith(end)).reduce((sum, file) => sum + file.encodedBodySize, 0);
          return { paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, shift: probe.shift, script: sum('.js'), style: sum('.css'), long: Math.max(0, ...probe.long) };
        })()
        """;

    /// <summary>Loads it cold, in a browser that was never here, and warm, as who comes back.</summary>
    public static async Task RunAsync(Screen screen, Options options)
    {
        foreach (var path in (string[])["/inbox", "/inbox/{first}"])
        {
            var (cold, warm) = (new List<(double Usable, JsonElement Seen)>(), new List<(double Usable, JsonElement Seen)>());
            for (var i = 0; i < options.Times; i++)
            {
                var page = await screen.ComeAsync();
                var to = path.Replace("{first}", path.Contains('{') ? await FirstAsync(page) : "", StringComparison.Ordinal);
                cold.Add((await page.LoadAsync(to), await SeenAsync(page)));
                warm.Add((await page.LoadAsync(to), await SeenAsync(page)));
                await page.Context.CloseAsync();
            }
            var what = path == "/inbox" ? "inbox" : "one conversation";
            Report.Times($"a {what}, cold: rows there", [.. cold.Select(it => it.Usable)]);
            Report.Times($"a {what}, warm: rows there", [.. warm.Select(it => it.Usable)]);
            Report.Times($"a {what}, cold: first paint", Of("paint"));
            Report.Times($"a {what}, cold: longest task", Of("long"));
            Report.Fact($"a {what}, cold: packed", FormattableString.Invariant($"script {Of("script").Max() / 1000:N0} kB, styles {Of("style").Max() / 1000:N0} kB"));
            Report.Fact($"a {what}: layout shift, worst", FormattableString.Invariant($"cold {Of("shift").Max():N4}, warm {warm.Max(it => it.Seen.GetProperty("shift").GetDouble()):N4}"));
            double[] Of(string name) => [.. cold.Select(it => it.Seen.GetProperty(name).GetDouble())];
        }
    }

    /// <summary>What the page has come to when it is at rest.</summary>
    private static async Task<JsonElement> SeenAsync(IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return await page.EvaluateAsync<JsonElement>(Seen);
    }

    private static async Task<string> FirstAsync(IPage page)
    {
        var list = await page.Context.APIRequest.GetAsync("/v1.0/service_agents/conversations?order=last_message&page_size=2");
        return (await list.JsonAsync())!.Value.GetProperty("result")[1].GetProperty("id").GetString()!;
    }
}
