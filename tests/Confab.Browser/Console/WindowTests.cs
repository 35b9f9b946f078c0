namespace Confab.Browser.Console;

/// <summary>WhatsApp's 24 hours, as who answers sees them.</summary>
public sealed class WindowTests(Chromium chromium) : BrowserTest(chromium)
{
    private FakeWhatsApp whatsapp = null!;

    private protected override async Task<Dictionary<string, string?>> SettingsAsync()
    {
        whatsapp = await FakeWhatsApp.StartedAsync();
        return new() { ["Confab:WhatsApp:ApiUrl"] = whatsapp.Address };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await whatsapp.DisposeAsync();
    }

    [Fact]
    public async Task It_says_when_the_time_to_answer_ends_and_that_it_is_over()
    {
        var hook = (await Server.Admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok()["hook_url"];
        foreach (var (from, hours, name) in ((string, int, string)[])[("16505551234", 22, "Ann"), ("16505551235", 25, "Bob")])
            (await FakeWhatsApp.CallAsync(Server.Http, hook, FakeWhatsApp.Says(from, "hello", at: DateTimeOffset.UtcNow.AddHours(-hours), name: name))).ShouldBe(200);
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation("Ann").ClickAsync();
        await Expect(desk.Pane().GetByRole(AriaRole.Note)).ToContainTextAsync("The time to answer freely ends in 1");
        await desk.AnswerAsync("in time");
        await whatsapp.WaitAsync(() => whatsapp.Taken.Any(sent => sent.Text == "in time"));
        await desk.Conversation("Bob").ClickAsync();
        await Expect(desk.Pane().GetByRole(AriaRole.Note)).ToHaveTextAsync("The customer wrote more than 24 hours ago: only a template can be sent.");
        await desk.Composer().FillAsync("too late");
        await Expect(desk.Pane().GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeDisabledAsync();
        await desk.Composer().PressAsync("Enter");
        await Expect(desk.Composer()).ToHaveValueAsync("too late");
    }

    [Fact]
    public async Task Where_the_time_to_answer_runs_out_meanwhile_it_says_so_by_itself()
    {
        var hook = (await Server.Admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok()["hook_url"];
        (await FakeWhatsApp.CallAsync(Server.Http, hook, FakeWhatsApp.Says("16505551234", "hello", at: DateTimeOffset.UtcNow.AddHours(-22), name: "Ann"))).ShouldBe(200);
        var desk = await ComeAsync();
        await desk.Clock.InstallAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation("Ann").ClickAsync();
        await Expect(desk.Pane().GetByRole(AriaRole.Note)).ToContainTextAsync("The time to answer freely ends in 1");
        await desk.Clock.FastForwardAsync("03:00:00");
        await Expect(desk.Pane().GetByRole(AriaRole.Note)).ToHaveTextAsync("The customer wrote more than 24 hours ago: only a template can be sent.");
    }
}
