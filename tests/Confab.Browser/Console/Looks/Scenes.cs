namespace Confab.Browser.Console.Looks;

/// <summary>All pages and states that are looked at.</summary>
internal static class Scenes
{
    private static readonly string[] Settings = ["accounts", "numbers", "widgets", "agents", "keys", "labels", "replies", "prices", "customer", "usage"];

    private static readonly (string, string)[] Ones = [("accounts", "Sandbox"), ("numbers", "+15550100001"), ("widgets", "Shop window"), ("agents", "Nora"), ("keys", "Booking"), ("labels", "Group"), ("replies", "Opening")];

    public static IEnumerable<Scene> Of(Company company) =>
    [
        new("sign-in", "/") { Who = "", IsBroken = true },
        new("sign-in-refused", "/") { Who = "", IsBroken = true, Enter = page => page.SignInAsync("somebody@test", "nonsense") },
        .. Inbox(company), .. Overview, .. Flows(company), .. Webhooks, .. Admin,
        .. New,
        new("agent-inbox", "/inbox") { Who = Company.Agent }, new("agent-conversation", $"/inbox/{company.MiaId}") { Who = Company.Agent }, new("agent-nowhere", "/nowhere") { Who = Company.Agent }
    ];

    /// <summary>Pages on which nothing is yet.</summary>
    private static IEnumerable<Scene> New => ((string[])["/inbox", "/overview", "/phone", "/flows", "/flows/new", "/webhooks", "/webhooks/deliveries", "/admin", .. Settings.Select(name => $"/admin/{name}")])
        .Select(path => new Scene("new" + path.Replace('/', '-'), path) { Who = Company.Newcomer });

    private static IEnumerable<Scene> Inbox(Company company)
    {
        var mia = $"/inbox/{company.MiaId}?tab=all";
        return
        [
            new("inbox", "/inbox?tab=all"), new("inbox-mine-empty", "/inbox?tab=mine"), new("inbox-found-nothing", "/inbox?tab=all&query=nobody+says+this"), new("inbox-snoozed", "/inbox?tab=all&state=snoozed"),
            .. company.Conversations.Select(pair => new Scene($"conversation-{pair.Key}", $"/inbox/{pair.Value}?tab=all")),
            new("inbox-filters", "/inbox?tab=all") { Enter = page => ClickAsync(page, "Filters") },
            new("inbox-help", "/inbox?tab=all") { Enter = page => page.Keyboard.PressAsync("?") },
            new("inbox-menu", "/inbox?tab=all") { Enter = page => ClickAsync(page, "Menu of ") },
            new("inbox-failed", "/inbox?tab=all") { IsBroken = true, Before = page => AnswerAsync(page, "**/service_agents/conversations?*", RefuseAsync) },
            new("inbox-loading", "/inbox?tab=all") { IsBroken = true, Before = page => AnswerAsync(page, "**/service_agents/conversations?*", _ => Task.CompletedTask) },
            new("inbox-reconnecting", mia) { IsBroken = true, Enter = async page => { await page.Context.SetOfflineAsync(true); await Expect(page.GetByText("Reconnecting")).ToBeVisibleAsync(); } },
            new("conversation-loading", mia) { IsBroken = true, Before = page => AnswerAsync(page, "**/messages?*", _ => Task.CompletedTask) },
            new("conversation-failed", mia) { IsBroken = true, Before = page => AnswerAsync(page, "**/messages?*", RefuseAsync) },
            new("conversation-gone", "/inbox/0e5b7a1e-0000-4000-8000-000000000001") { IsBroken = true },
            new("conversation-assign", mia) { Enter = page => ClickAsync(page, "Owner: ") },
            new("conversation-snooze", mia) { Enter = page => ClickAsync(page, "Snooze") },
            new("conversation-details", mia) { Enter = async page => { if (await page.GetByRole(AriaRole.Button, new() { Name = "Details" }).IsVisibleAsync()) await ClickAsync(page, "Details"); } },
            new("conversation-note", mia) { Enter = page => page.GetByText("Note", new() { Exact = true }).First.ClickAsync() },
            new("conversation-writing", mia) { Enter = WriteAsync },
            new("conversation-canned", mia) { Enter = async page => { await page.Composer().FillAsync("/"); await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync(); } }
        ];
    }

    private static IEnumerable<Scene> Overview =>
    [
        new("overview", "/overview"), new("overview-week", "/overview?range=7d"), new("overview-month", "/overview?range=30d"),
        new("overview-lists", "/overview") { Enter = page => page.GetByRole(AriaRole.Heading, new() { Name = "Who waits longest" }).EvaluateAsync("heading => heading.scrollIntoView()") },
        new("overview-end", "/overview") { Enter = page => page.GetByRole(AriaRole.Heading, new() { Name = "Webhook deliveries given up" }).ScrollIntoViewIfNeededAsync() },
        new("overview-table", "/overview") { Enter = page => page.GetByText("Table", new() { Exact = true }).ClickAsync() },
        new("overview-hint", "/overview") { Enter = page => page.GetByRole(AriaRole.Img, new() { Name = "Messages over time" }).HoverAsync(new() { Position = new() { X = 80, Y = 100 } }) },
        new("overview-failed", "/overview") { IsBroken = true, Before = page => AnswerAsync(page, "**/v1.0/overview?*", RefuseAsync) },
        new("overview-loading", "/overview") { IsBroken = true, Before = page => AnswerAsync(page, "**/v1.0/overview?*", _ => Task.CompletedTask) }
    ];

    private static async Task WriteAsync(IPage page)
    {
        await page.Composer().FillAsync("Yes, of course: the lighthouse takes it back until seven this evening.\nPlease leave the key with Ann – and have a safe trip home…\nThis makes it long enough for more than one segment, so that the counter shows what it takes.");
        await page.Locator("input[type=file]").First.SetInputFilesAsync((FilePayload[])[
            new() { Name = "lighthouse.png", MimeType = "image/png", Buffer = Bytes.Landscape(200, 150) }, new() { Name = "terms-and-conditions-of-hire-2026-with-all-annexes.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4"u8.ToArray() }]);
    }

    /// <summary>The phone of somebody and the conversation with him, side by side.</summary>
    private static async Task TalkAsync(IPage page)
    {
        await page.GetByLabel("This phone's number").FillAsync(Company.MiaNumber);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Combobox).First.SelectOptionAsync(FirstStart.SandboxNumber);
        await page.Conversation(Company.Mia).ClickAsync();
        await Expect(page.Messages()).ToContainTextAsync("may I return it");
    }

    private static IEnumerable<Scene> Flows(Company company)
    {
        var flow = $"/flows/{company.FlowId}";
        return
        [
            new("phone", "/phone"), new("phone-beside-inbox", "/phone") { MinWidth = 1200, Enter = page => TalkAsync(page) }, new("flows", "/flows"), new("flow", flow),
            new("flow-step", flow) { Enter = page => page.GetByRole(AriaRole.Main).Locator("button[aria-controls^=form-]").First.ClickAsync() },
            new("flow-add", flow) { Enter = page => page.GetByRole(AriaRole.Button, new() { Name = "Add a step" }).Last.ClickAsync() },
            new("flow-json", flow) { Enter = page => TabAsync(page, "JSON") }, new("flow-settings", flow) { Enter = page => TabAsync(page, "Settings") }, new("flow-runs", flow) { Enter = page => TabAsync(page, "Runs") },
            new("flow-tried", flow) { Enter = async page => {
                await TabAsync(page, "Try it");
                await page.GetByLabel("What the customer writes").FillAsync("Is anyone there?");
                await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
                await Expect(page.GetByText("Outcome")).ToBeVisibleAsync();
            } }
        ];
    }

    private static IEnumerable<Scene> Webhooks =>
    [
        new("webhooks", "/webhooks"), new("webhook", "/webhooks") { Enter = page => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "/orders" }).ClickAsync() }, new("webhook-new", "/webhooks/new"),
        new("deliveries", "/webhooks/deliveries"), new("deliveries-failed", "/webhooks/deliveries?status=failed"),
        new("delivery", "/webhooks/deliveries?status=failed") { Enter = page => page.GetByRole(AriaRole.Main).GetByText("conversation_created").Last.ClickAsync() },
        new("deliveries-replay", "/webhooks/deliveries") { Enter = page => ClickAsync(page, "Send many again") }
    ];

    private static IEnumerable<Scene> Admin =>
    [
        new("admin", "/admin"), .. Settings.Select(name => new Scene($"admin-{name}", $"/admin/{name}")), .. Settings[..8].Select(name => new Scene($"admin-{name}-new", $"/admin/{name}/new")),
        .. Ones.Select(pair => new Scene($"admin-{pair.Item1}-one", $"/admin/{pair.Item1}") { Enter = page => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = pair.Item2 }).ClickAsync() }),
        new("admin-agents-delete", "/admin/agents") { Enter = async page => {
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Nora" }).ClickAsync();
            await ClickAsync(page, "Delete");
        } },
        new("admin-numbers-faults", "/admin/numbers/new") { Enter = page => ClickAsync(page, "Create") },
        new("admin-numbers-failed", "/admin/numbers") { IsBroken = true, Before = page => AnswerAsync(page, "**/v1.0/numbers?*", RefuseAsync) },
        new("admin-numbers-loading", "/admin/numbers") { IsBroken = true, Before = page => AnswerAsync(page, "**/v1.0/numbers?*", _ => Task.CompletedTask) }
    ];

    private static Task ClickAsync(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();

    private static Task TabAsync(IPage page, string name) => page.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true }).ClickAsync();

    private static Task RefuseAsync(IRoute route) => route.FulfillAsync(new() { Status = 400, Json = new { error = new { code = 400, status = "INVALID_ARGUMENT", reason = "INVALID_ARGUMENT", message = "The server does not take that." } } });

    private static Task AnswerAsync(IPage page, string url, Func<IRoute, Task> answer) => page.RouteAsync(url, answer);
}
