using System.Collections.Concurrent;

namespace Confab.Browser.Console.Looks;

/// <summary>
/// Every page and state, at a phone's width, a tablet's and a desk's, in light and dark, with a company's data in them. It takes many minutes, so it runs only where
/// <c>CONFAB_TEST_PICTURES</c> names a folder; the pictures are kept there. <c>CONFAB_TEST_SCENES</c> may name the scenes: words that their names begin with.
/// </summary>
public sealed class PicturesTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CONFAB_TEST_PICTURES") is { Length: > 0 } folder ? folder : null;
    private static readonly string[] Wanted = Environment.GetEnvironmentVariable("CONFAB_TEST_SCENES")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private readonly ConcurrentQueue<string> found = new();
    private readonly ConcurrentDictionary<string, string> sessions = new();
    private Company company = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (Folder is null)
            return;
        company = new Company(Server, Clock);
        await company.OpenAsync();
    }

    [Fact]
    public async Task Every_page_is_whole_calm_and_readable_at_every_width_in_light_and_dark_and_in_each_language()
    {
        Assert.SkipWhen(Folder is null, "CONFAB_TEST_PICTURES names no folder for the pictures.");
        foreach (var who in (string[])[TestServer.AdminUsername, Company.Agent, Company.Newcomer])
            await SignInAsync(who);
        await Task.WhenAll(LookAsync([(320, "en"), (390, "en")]), LookAsync([(820, "en"), (820, "ja")]), LookAsync([(1440, "en"), (390, "ko")]));
        found.Order().ShouldBeEmpty();
    }

    private async Task SignInAsync(string who)
    {
        var page = await ComeAsync();
        await page.SitDownAsync(Server.Url, who);
        sessions[who] = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
    }

    private async Task LookAsync((int Width, string Language)[] turns)
    {
        foreach (var (width, language) in turns)
            await LookAsync(width, language);
    }

    private async Task LookAsync(int width, string language)
    {
        foreach (var scenes in Scenes.Of(company).Where(scene => width >= scene.MinWidth && (language == "en" || scene.Enter is null) && (Wanted.Length == 0 || Wanted.Any(word => scene.Name.StartsWith(word, StringComparison.Ordinal)))).GroupBy(scene => scene.Who))
        {
            var page = await ComeAsync(new() { ViewportSize = new() { Width = width, Height = width < 500 ? 780 : 900 }, Locale = language, StorageState = sessions.GetValueOrDefault(scenes.Key), DeviceScaleFactor = 1, ReducedMotion = ReducedMotion.Reduce });
            await page.AddInitScriptAsync(Inspection.Watch);
            var errors = new ConcurrentQueue<string>();
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                    errors.Enqueue(message.Text);
            };
            foreach (var scene in scenes)
            {
                errors.Clear();
                await LookAsync(page, scene, $"{scene.Name}-{width}{(language == "en" ? "" : $"-{language}")}", language, errors);
            }
            await page.Context.CloseAsync();
        }
    }

    private async Task LookAsync(IPage page, Scene scene, string name, string language, ConcurrentQueue<string> errors)
    {
        var isChecked = language == "en" && page.ViewportSize!.Width is 320 or 1440; // the widths between differ in nothing that axe looks at
        try
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            if (scene.Before is { } before)
                await before(page);
            await page.GotoAsync(Server.Url + scene.Path);
            await Expect(page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
            await page.SettleAsync(scene);
            Say(name, await page.JumpsAsync());
            if (scene.Enter is { } enter)
            {
                await enter(page);
                await page.SettleAsync(scene);
            }
            Say(name, await page.FaultsAsync());
            if (isChecked)
                Say(name, await page.BarriersAsync(onlyColors: false));
            await KeepAsync(page, name + "-light");
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            if (isChecked)
                Say(name + " dark", await page.BarriersAsync(onlyColors: true));
            if (language == "en")
                await KeepAsync(page, name + "-dark");
            if (!scene.IsBroken)
                Say(name, errors);
            if (scene.Enter is null && isChecked)
                Say(name, await page.FocusFaultsAsync(20));
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            Say(name, [e.Message]);
            await KeepAsync(page, name + "-fault");
        }
        finally
        {
            await page.Context.SetOfflineAsync(false);
            await page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        }
    }

    private void Say(string name, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            found.Enqueue($"{name}: {fault}");
            if (Folder is not null)
                lock (found)
                    File.AppendAllText(Path.Combine(Folder, "faults.txt"), $"{name}: {fault}\n");
        }
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        if (Folder is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png") });
    }
}
