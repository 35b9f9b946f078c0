namespace Confab.Browser.Console;

/// <summary>What happened shows in the overview, by itself.</summary>
public sealed class OverviewTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";

    /// <summary>Longer than it waits to read again by itself, in milliseconds.</summary>
    private const float Fresh = 45_000;

    [Fact, Trait("Store", "Both")]
    public async Task Who_writes_on_the_phone_waits_until_answered_and_both_are_counted()
    {
        var page = await ComeAsync();
        await page.SitDownAsync(Server.Url, path: "/overview");
        var main = page.GetByRole(AriaRole.Main);
        var waiting = page.GetByRole(AriaRole.Region, new() { Name = "Who waits longest" });
        await Expect(waiting).ToContainTextAsync("Nobody waits");
        await Expect(main).ToContainTextAsync("Nothing was said in this time");

        (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "is anyone there?" })).Ok();
        await Expect(waiting.GetByRole(AriaRole.Link, new() { Name = Peer })).ToBeVisibleAsync(new() { Timeout = Fresh });
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Messages over time: 1 came in, 1 went out." })).ToBeVisibleAsync(new() { Timeout = Fresh });
        await waiting.GetByRole(AriaRole.Link, new() { Name = Peer }).ClickAsync();
        await page.AnswerAsync("How can I help?");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(waiting).ToContainTextAsync("Nobody waits", new() { Timeout = Fresh });
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Messages over time: 1 came in, 2 went out." })).ToBeVisibleAsync(new() { Timeout = Fresh });
        await Expect(main).ToContainTextAsync("Median of 1");
        await page.GetByText("7 days").ClickAsync();
        await Expect(page).ToHaveURLAsync(Server.Url + "/overview?range=7d");
        await page.GetByText("Table", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Messages", Exact = true })).ToContainTextAsync("1 in · 2 out");
        await page.ShouldBeAccessibleAsync();
    }
}
