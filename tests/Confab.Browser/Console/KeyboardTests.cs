namespace Confab.Browser.Console;

/// <summary>The inbox without a mouse.</summary>
public sealed class KeyboardTests(Chromium chromium) : BrowserTest(chromium)
{
    private IPage desk = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.AddNamedAsync("Ann");
        foreach (var i in Enumerable.Range(1, 5)) // the fifth is the newest, and comes first
        {
            await Server.SayAsync($"question {i}", $"+1555019900{i}");
            await Poll.UntilAsync(() => Server.HeardAsync($"+1555019900{i}"), got => got.Length == 1);
        }
        desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await Expect(desk.Conversation("+1555019900")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Everything_of_a_day_goes_by_keys()
    {
        foreach (var (key, peer) in ((string, int)[])[("j", 5), ("j", 4), ("j", 3), ("k", 4)])
        {
            await desk.Keyboard.PressAsync(key);
            await ShouldBeOpenAsync(peer);
        }
        await desk.Keyboard.PressAsync("r");
        await Expect(desk.Composer()).ToBeFocusedAsync();
        await desk.Keyboard.TypeAsync("jaja, kept");
        await desk.Keyboard.PressAsync("Shift+Enter");
        await desk.Keyboard.TypeAsync("in one");
        await desk.Keyboard.PressAsync("Enter");
        await Poll.UntilAsync(() => Server.HeardAsync("+15550199004"), got => got.Contains("jaja, kept\nin one"));
        await desk.Keyboard.PressAsync("Escape");
        await desk.Keyboard.PressAsync("a");
        await Expect(desk.GetByRole(AriaRole.Option, new() { Name = "Ann" })).ToBeVisibleAsync();
        await Expect(desk.GetByRole(AriaRole.Textbox, new() { Name = "Find somebody" })).ToBeFocusedAsync();
        await desk.Keyboard.TypeAsync("ann");
        await Expect(desk.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await desk.Keyboard.PressAsync("Enter");
        await Expect(desk.Owner("Ann")).ToBeVisibleAsync();
        await desk.Keyboard.PressAsync("e");
        await Expect(desk.Conversation("+15550199004")).ToHaveCountAsync(0);
        await desk.Keyboard.PressAsync("e");
        await Expect(desk.Conversation("+15550199004")).ToBeVisibleAsync();
        await desk.Keyboard.PressAsync("/");
        await Expect(desk.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await desk.Keyboard.TypeAsync("0199002");
        await Expect(desk.Conversation("+1555019900")).ToHaveCountAsync(1);
        await desk.Keyboard.PressAsync("Escape");
        await Expect(desk.Conversation("+1555019900")).ToHaveCountAsync(5);
        await desk.Keyboard.PressAsync("Escape");
        await desk.Keyboard.PressAsync("?");
        await Expect(desk.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await desk.Keyboard.PressAsync("Escape");
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await desk.Keyboard.PressAsync("Escape");
        await Expect(desk).ToHaveURLAsync(Server.Url + "/inbox");
    }

    [Fact]
    public async Task A_key_that_is_held_passes_by_and_opens_where_it_is_let_go()
    {
        await desk.Keyboard.PressAsync("j");
        await ShouldBeOpenAsync(5);
        var (asked, passed) = (new List<string>(), new[] { await Server.ConversationOfAsync("+15550199002"), await Server.ConversationOfAsync("+15550199003") });
        desk.Request += (_, request) => asked.Add(request.Url);
        for (var i = 0; i < 4; i++)
            await desk.Keyboard.DownAsync("j"); // the first is a press, the others repeat it
        await Expect(desk.Conversation("+15550199001")).ToHaveAttributeAsync("aria-current", "true");
        await desk.Keyboard.UpAsync("j");
        await ShouldBeOpenAsync(1);
        asked.Where(url => url.Contains("/messages", StringComparison.Ordinal)).ShouldNotContain(url => passed.Any(url.Contains));

        // Another key is for the one that is marked, not for the one that is still shown.
        await desk.Keyboard.DownAsync("k");
        await desk.Keyboard.DownAsync("k");
        await desk.Keyboard.DownAsync("e");
        await Expect(desk.Conversation("+15550199003")).ToHaveCountAsync(0);
        await desk.Keyboard.UpAsync("k");
        await ShouldBeOpenAsync(3);
    }

    [Fact]
    public async Task What_is_typed_right_after_the_key_that_assigns_is_looked_for()
    {
        await desk.Keyboard.PressAsync("j");
        await ShouldBeOpenAsync(5);
        await Expect(desk.Owner("Unassigned")).ToBeVisibleAsync();
        (await desk.EvaluateAsync<string?>("""() => (document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true, cancelable: true })), document.activeElement.ariaLabel)"""))
            .ShouldBe("Find somebody");
        await desk.Keyboard.TypeAsync("ann");
        await desk.Keyboard.PressAsync("Enter");
        await Expect(desk.Owner("Ann")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_whole_number_of_unread_conversations_stands_at_each_list()
    {
        foreach (var i in Enumerable.Range(10, 20))
            await Server.SayAsync($"question {i}", $"+155501990{i}");
        foreach (var list in (string[])["Unassigned", "All"])
        {
            var count = desk.GetByRole(AriaRole.Tab, new() { Name = list }).GetByText("25", new() { Exact = true });
            await Expect(count).ToBeVisibleAsync();
            (await count.EvaluateAsync<bool>("label => label.scrollWidth <= label.clientWidth")).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task What_somebody_has_read_is_so_at_every_page()
    {
        var tab = await ComeAsync();
        await tab.SitDownAsync(Server.Url);
        await Expect(tab).ToHaveTitleAsync("(5) Confab");
        await desk.BringToFrontAsync();
        await desk.Conversation("+15550199003").ClickAsync();
        await Expect(desk).ToHaveTitleAsync("(4) Confab");
        await Expect(tab).ToHaveTitleAsync("(4) Confab");
    }

    private async Task ShouldBeOpenAsync(int peer)
    {
        await Expect(desk.Messages()).ToContainTextAsync($"question {peer}");
        await Expect(desk).ToHaveURLAsync($"{Server.Url}/inbox/{await Server.ConversationOfAsync($"+1555019900{peer}")}");
    }
}
