namespace Confab.Browser.Console;

/// <summary>What is written gets away: in its order, once, whatever page one is on and whatever stands between.</summary>
public sealed class OutboxTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";
    private const string Sending = "**/service_agents/conversations/*/messages";

    private IPage desk = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "hi" })).Ok();
        desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: hi");
    }

    [Fact]
    public async Task What_a_server_refused_for_a_while_goes_by_itself_and_before_what_was_written_later()
    {
        var refused = 0;
        await desk.RouteAsync(Sending, async route =>
        {
            if (route.Request.Method == "POST" && refused++ == 0)
                await route.FulfillAsync(new() { Status = 503, Body = "{}" });
            else
                await route.ContinueAsync();
        });
        await desk.AnswerAsync("written first");
        await Expect(desk.Messages().GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await desk.AnswerAsync("written second");
        await Poll.UntilAsync(PhoneAsync, got => got.Length == 3);
        (await PhoneAsync()).ShouldBe(["Hello! You wrote: hi", "written first", "written second"]);
        await Expect(desk.Messages().GetByRole(AriaRole.Status)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_waits_goes_while_one_is_on_another_page_and_another_tab_that_gives_it_up_gives_it_up_for_both()
    {
        var isShut = true;
        await desk.Context.RouteAsync(Sending, route => isShut && route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await desk.AnswerAsync("to be given up");
        await desk.AnswerAsync("to be sent");
        var tab = await desk.Context.NewPageAsync();
        await tab.GotoAsync(desk.Url);
        await Expect(tab.Messages()).ToContainTextAsync("to be given up");
        await tab.GetByRole(AriaRole.Button, new() { Name = "Discard" }).First.ClickAsync();
        await Expect(desk.Messages()).Not.ToContainTextAsync("to be given up");
        await tab.CloseAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "Flows" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Flows" })).ToBeVisibleAsync();
        isShut = false;
        await Poll.UntilAsync(PhoneAsync, got => got.Contains("to be sent"));
        (await PhoneAsync()).ShouldBe(["Hello! You wrote: hi", "to be sent"]);
    }

    [Fact]
    public async Task What_was_written_in_a_session_that_ran_out_goes_after_signing_in()
    {
        await desk.Composer().FillAsync("too late");
        await desk.Composer().FocusAsync();
        await desk.Context.ClearCookiesAsync();
        await desk.Keyboard.PressAsync("Enter");
        await desk.ShouldBeOutsideAsync();
        await Expect(desk.GetByText("You were signed out.")).ToBeVisibleAsync();
        await desk.SignInAsync();
        await desk.ShouldBeInsideAsync();
        await Poll.UntilAsync(PhoneAsync, got => got.Contains("too late"));
    }

    [Fact]
    public async Task A_page_whose_code_does_not_come_says_so_and_comes_when_it_can()
    {
        await desk.Context.RouteAsync("**/assets/Webhook*", route => route.AbortAsync());
        await desk.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("This page cannot be shown now.");
        await desk.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await Expect(desk.Conversation(Peer)).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await desk.Context.UnrouteAllAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Webhooks" })).ToBeVisibleAsync();
    }

    private async Task<string[]> PhoneAsync() =>
        [.. (await Server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(Peer)}")).Result.Reverse().Select(row => row.GetProperty("text").GetString()!)];
}
