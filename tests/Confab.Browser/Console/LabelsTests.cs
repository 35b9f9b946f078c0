namespace Confab.Browser.Console;

/// <summary>Labels and canned replies, from the settings into the inbox; another title; one's own password.</summary>
public sealed class LabelsTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";
    private const string Other = "+15550199002";

    [Fact]
    public async Task A_label_is_made_put_on_a_conversation_shown_and_found_and_deleted_again()
    {
        await SayAsync(Peer, "where is my money?");
        await SayAsync(Other, "hello");
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Details(desk).GetByRole(AriaRole.Link, new() { Name = "Make labels" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Add a label" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToContainTextAsync("This is needed.");
        await desk.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("refund");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Table, new() { Name = "Labels" })).ToContainTextAsync("refund");

        await desk.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await desk.Conversation(Peer).ClickAsync();
        await LabelBox(desk).ClickAsync();
        await desk.GetByRole(AriaRole.Option, new() { Name = "refund" }).ClickAsync();
        await Expect(desk.Conversation(Peer)).ToContainTextAsync("refund");
        await Expect(desk.Conversation(Other)).Not.ToContainTextAsync("refund");

        await desk.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        await desk.GetByRole(AriaRole.Dialog).GetByLabel("Label").First.ClickAsync();
        await desk.GetByRole(AriaRole.Option, new() { Name = "refund" }).ClickAsync();
        await desk.Keyboard.PressAsync("Escape");
        await Expect(desk.Conversation(Other)).ToHaveCountAsync(0);
        await Expect(desk.Conversation(Peer)).ToBeVisibleAsync();
        await desk.ReloadAsync();
        await Expect(desk.Conversation(Peer)).ToBeVisibleAsync();
        await Expect(desk.Conversation(Other)).ToHaveCountAsync(0);
        await LabelBox(desk).PressAsync("Backspace");
        await Expect(desk.Conversation(Peer)).ToHaveCountAsync(0);

        var tag = (await Server.Admin.GetAsync("/v1.0/tags")).Result.Single().GetProperty("id").GetString();
        var conversation = (await Server.Admin.GetAsync("/v1.0/conversations")).Result.Last().GetProperty("id").GetString();
        (await Server.Admin.PutAsync($"/v1.0/conversations/{conversation}/labels", new { label_ids = new[] { tag } })).Ok();
        await desk.GotoAsync($"{Server.Url}/admin/labels/{tag}");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await desk.GetByRole(AriaRole.Dialog, new() { Name = "Delete refund?" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "No label yet" })).ToBeVisibleAsync();
        await Poll.UntilAsync(() => Server.Admin.GetAsync($"/v1.0/conversations/{conversation}"), found => found.Json.GetProperty("label_ids").GetArrayLength() == 0);
    }

    [Fact]
    public async Task A_conversation_gets_another_title_where_one_stands_and_what_is_wrong_stands_at_the_field()
    {
        await SayAsync(Peer, "hello");
        var (_, ann) = (await Server.AddAgentAsync(username: "ann@test"), await ComeAsync());
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Details(desk).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        var title = Details(desk).GetByRole(AriaRole.Textbox, new() { Name = "Title" });
        await Expect(title).ToBeFocusedAsync();
        await title.FillAsync("");
        await title.PressAsync("Enter");
        await Expect(Details(desk).GetByText("This is needed.")).ToBeVisibleAsync();
        await title.FillAsync(new string('x', 300));
        await title.PressAsync("Enter");
        await Expect(Details(desk)).ToContainTextAsync("255");
        await Expect(title).ToBeFocusedAsync();
        await title.FillAsync("The one with the parcel");
        await Details(desk).GetByRole(AriaRole.Textbox, new() { Name = "Notes on it" }).FillAsync("Calls in the morning");
        await Details(desk).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(desk.Conversation("The one with the parcel")).ToBeVisibleAsync();
        await Expect(Details(desk)).ToContainTextAsync("Calls in the morning");

        var (id, agent) = ((await Server.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString(), (await Server.Admin.GetAsync("/v1.0/agents")).Result.First().GetProperty("id").GetString());
        (await Server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = agent })).Ok();
        await ann.SitDownAsync(Server.Url, "ann@test", $"/inbox/{id}");
        await Expect(Details(ann)).ToContainTextAsync("The one with the parcel");
        await Expect(Details(ann).GetByRole(AriaRole.Button, new() { Name = "Rename" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_canned_reply_is_made_seen_as_it_will_read_and_answered_with()
    {
        await SayAsync(Peer, "when are you open?");
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "No canned replies yet: make some" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Add a reply" }).ClickAsync();
        var form = desk.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("Name").FillAsync("Opening hours");
        await form.GetByLabel("Shortcut").FillAsync("hours");
        await form.GetByLabel("Text").FillAsync("Dear ${peer.name}, ten to two. Call ${peer.target}${nonsense}!");
        var preview = form.GetByRole(AriaRole.Figure, new() { Name = "How it reads" });
        await Expect(preview).ToContainTextAsync("Dear Alex, ten to two. Call +15550199001!");
        await Expect(preview).ToContainTextAsync("Not known, and left empty: ${nonsense}");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Table, new() { Name = "Canned replies" })).ToContainTextAsync("/hours");

        await desk.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await desk.Conversation(Peer).ClickAsync();
        await desk.Composer().FillAsync("/");
        await desk.GetByRole(AriaRole.Option, new() { Name = "Opening hours /hours" }).ClickAsync();
        await Expect(desk.Composer()).ToHaveValueAsync($"Dear , ten to two. Call {Peer}!");
    }

    [Fact]
    public async Task Somebody_changes_the_own_password_stays_signed_in_here_and_is_signed_out_elsewhere()
    {
        await SayAsync(Peer, "hello");
        var (agent, id) = (await Server.AddAgentAsync(username: "ann@test"), (await Server.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString());
        (await Server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = agent.Id })).Ok();
        var (here, there) = (await ComeAsync(), await ComeAsync());
        await here.SitDownAsync(Server.Url, "ann@test", $"/inbox/{id}");
        await there.SitDownAsync(Server.Url, "ann@test");
        await here.ChooseAsync("Change password");
        var dialog = here.GetByRole(AriaRole.Dialog, new() { Name = "Change password" });
        await dialog.Locator("input[name=password]").FillAsync("short");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set a new password" }).ClickAsync();
        await Expect(dialog.Locator("input[name=password]")).ToHaveAttributeAsync("aria-invalid", "true");
        await here.ShouldBeAccessibleAsync();
        await dialog.Locator("input[name=password]").FillAsync("another-horse-battery");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set a new password" }).ClickAsync();
        await Expect(here.GetByText("The new password is set.")).ToBeVisibleAsync();
        await there.ShouldBeOutsideAsync();
        await SayAsync(Peer, "are you still there?");
        await Expect(here.Messages()).ToContainTextAsync("are you still there?");
        await here.ReloadAsync();
        await here.ShouldBeInsideAsync();
        await there.SignInAsync("ann@test", "another-horse-battery");
        await there.ShouldBeInsideAsync();
    }

    private static ILocator Details(IPage desk) => desk.GetByRole(AriaRole.Complementary, new() { Name = "Details" });

    private static ILocator LabelBox(IPage desk) => Details(desk).GetByLabel("Labels").First;

    private async Task SayAsync(string from, string text) => (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from, to = FirstStart.SandboxNumber, text })).Ok();
}
