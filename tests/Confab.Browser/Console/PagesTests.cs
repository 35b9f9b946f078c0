namespace Confab.Browser.Console;

/// <summary>What admins set up by clicks, and that every page can be used by everybody.</summary>
public sealed class PagesTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Pages =
    [
        "/inbox", "/overview", "/phone", "/flows", "/flows/new", "/webhooks", "/webhooks/deliveries", "/admin", "/admin/accounts", "/admin/numbers", "/admin/widgets", "/admin/agents", "/admin/labels", "/admin/labels/new", "/admin/replies", "/admin/replies/new", "/admin/keys",
        "/admin/customer", "/admin/prices", "/admin/usage"
    ];

    [Fact]
    public async Task A_flow_is_built_by_clicks_tried_and_answers()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/flows/new");
        await desk.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("By clicks");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Add a step" }).ClickAsync();
        await desk.GetByRole(AriaRole.Menuitem, new() { Name = "Answer Sends a text into the conversation." }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Main)).ToContainTextAsync("This is needed.");
        await desk.GetByRole(AriaRole.Tabpanel, new() { Name = "Steps" }).GetByLabel("Text").First.FillAsync("You are number one");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var attempt = desk.GetByRole(AriaRole.Tabpanel, new() { Name = "Try it" });
        await attempt.GetByLabel("What the customer writes").FillAsync("hello");
        await attempt.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Expect(attempt).ToContainTextAsync("You are number one");
        (await Server.Admin.GetAsync("/v1.0/flows")).Ok().Result.Select(flow => flow.GetProperty("name").GetString()).ShouldContain("By clicks");
    }

    [Fact]
    public async Task A_webhook_that_failed_is_sent_again_by_clicks()
    {
        Server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = 410;
            return Task.FromResult(true);
        };
        var endpoint = (await Server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = Server.Receiver.Address, event_types = new[] { "conversation_created" } })).Ok();
        (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, text = "hello" })).Ok();
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/webhook_deliveries?status=failed"), list => list.Result.Length == 1);
        Server.Receiver.Intercept = null;
        (await Server.Admin.PutAsync($"/v1.0/webhook_endpoints/{endpoint.Id}", new { enabled = true })).Ok();
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/webhooks/deliveries");
        await desk.GetByRole(AriaRole.Main).GetByText("conversation_created").First.ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToContainTextAsync("410");
        await desk.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/webhook_deliveries?status=delivered"), list => list.Result.Length == 1);
    }

    [Fact]
    public async Task Many_deliveries_are_sent_again_from_a_time_on()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/webhooks/deliveries");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Send many again" }).ClickAsync();
        var dialog = desk.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Events since").FillAsync("2026-01-02T09:00");
        var request = await desk.RunAndWaitForRequestAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync(), "**/webhook_deliveries/replay");
        var since = await desk.EvaluateAsync<string>("() => new Date('2026-01-02T09:00').toISOString()");
        JsonDocument.Parse(request.PostData!).RootElement.GetProperty("after").GetString().ShouldBe(since);
        await Expect(desk.GetByText("They are being sent again.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_price_is_seen_and_changed_on_the_narrowest_phone()
    {
        (await Server.Admin.PostAsync("/v1.0/prices", new { channel = "sms", direction = "outgoing", unit = "segment", amount_micros = 7900, currency = "USD" })).Ok();
        var desk = await ComeAsync(new() { ViewportSize = new() { Width = 320, Height = 780 } });
        await desk.SitDownAsync(Server.Url, path: "/admin/prices");
        var amount = desk.GetByLabel("Amount of SMS, Outgoing, SMS segment");
        await Expect(amount).ToHaveValueAsync("0.0079");
        (await amount.EvaluateAsync<bool>("field => field.scrollWidth <= field.clientWidth")).ShouldBeTrue();
        (await desk.GetByRole(AriaRole.Table).EvaluateAsync<bool>("table => table.scrollWidth <= table.parentElement.clientWidth")).ShouldBeTrue();
        await amount.FillAsync("0.0081");
        await amount.PressAsync("Enter");
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/prices"), list => list.Result.Single().GetProperty("amount_micros").GetInt64() == 8100);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await desk.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(desk.GetByText("No price yet")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Axe_finds_nothing_serious_on_any_page_and_none_is_wider_than_the_screen(ColorScheme scheme, int width)
    {
        foreach (var text in (string[])["one", "two"])
            (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, text })).Ok();
        var conversation = (await Server.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString();
        var tags = new List<string>();
        foreach (var name in (string[])["refund", "urgent", "a label with quite a long name", "spare"])
            tags.Add((await Server.Admin.PostAsync("/v1.0/tags", new { name })).Ok().Id);
        (await Server.Admin.PutAsync($"/v1.0/conversations/{conversation}/labels", new { label_ids = tags })).Ok();
        var desk = await ComeAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await desk.GotoAsync(Server.Url);
        await desk.ShouldBeOutsideAsync();
        await desk.ShouldBeAccessibleAsync();
        await desk.SignInAsync();
        foreach (var path in (string[])[.. Pages, $"/inbox/{conversation}"])
        {
            await desk.GotoAsync(Server.Url + path);
            await Expect(desk.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
            await desk.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await desk.ShouldBeAccessibleAsync();
            (await desk.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, path);
        }
    }
}
