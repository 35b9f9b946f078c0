namespace Confab.Browser.Console;

/// <summary>Who gets what, and what agents are offered: what they may do, and nothing else.</summary>
public sealed class AgentTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = PretendPhone.Number;

    [Fact]
    public async Task Those_who_are_there_are_offered_and_who_gets_it_has_it_at_once()
    {
        foreach (var name in (string[])["Ann", "Bob"])
            await Server.AddNamedAsync(name);
        (await Server.Admin.DeleteAsync($"/v1.0/agents/{await Server.AddNamedAsync("Carl")}")).Ok();
        await Server.AddCustomerAsync();
        await Server.SayAsync("hello");
        var (admin, ann, bob) = (await ComeAsync(), await ComeAsync(), await ComeAsync());
        await admin.SitDownAsync(Server.Url);
        await ann.SitDownAsync(Server.Url, "Ann@test");
        await bob.SitDownAsync(Server.Url, "Bob@test");
        await admin.Conversation(Peer).ClickAsync();
        (await OfferedAsync(admin)).ShouldBe(["Agent", "Ann", "Assign to me", "Bob"], ignoreOrder: true);
        await admin.GetByRole(AriaRole.Option, new() { Name = "Ann" }).ClickAsync();
        await ann.Conversation(Peer).ClickAsync();
        await Expect(bob.Conversation(Peer)).ToHaveCountAsync(0);
        (await OfferedAsync(admin)).ShouldBe(["Agent", "Ann", "Assign to me", "Bob", "Unassign"], ignoreOrder: true);
        await admin.GetByRole(AriaRole.Option, new() { Name = "Bob" }).ClickAsync();
        await Expect(bob.Conversation(Peer)).ToBeVisibleAsync();
        await Expect(ann.Conversation(Peer)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_an_agent_may_not_do_is_not_offered_and_it_is_said_why()
    {
        await Server.SayAsync("mine");
        await Server.SayAsync("another's", "+15550199002");
        var (mine, other) = (await Server.ConversationOfAsync(), await Server.ConversationOfAsync("+15550199002"));
        (await Server.Admin.PutAsync($"/v1.0/conversations/{mine}", new { owner_id = await Server.AddNamedAsync("Ann") })).Ok();
        var ann = await ComeAsync();
        await ann.SitDownAsync(Server.Url, "Ann@test");
        await Expect(ann.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Inbox"]);
        await Expect(ann.GetByRole(AriaRole.Tab)).ToHaveCountAsync(0);
        await ann.Conversation(Peer).ClickAsync();
        await Expect(ann.Pane().GetByRole(AriaRole.Note).First).ToContainTextAsync("Agents may read here but not answer");
        await Expect(ann.Composer()).ToHaveCountAsync(0);
        await Expect(ann.Pane().GetByRole(AriaRole.Button, new() { Name = "Owner: " })).ToHaveCountAsync(0);
        (await Server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true })).Ok();
        await ann.ReloadAsync();
        await ann.AnswerAsync("Ann here");
        await ann.GotoAsync($"{Server.Url}/inbox/{other}");
        await Expect(ann.GetByRole(AriaRole.Alert)).ToContainTextAsync("This conversation is not assigned to you.");
        await ann.GotoAsync(Server.Url + "/admin/agents");
        await Expect(ann.GetByRole(AriaRole.Main)).ToHaveTextAsync("Only admins see this page.");
    }

    [Fact, Trait("Store", "Both")]
    public async Task What_nobody_has_is_taken_by_one_of_those_who_see_it()
    {
        foreach (var name in (string[])["Ann", "Bob"])
            await Server.AddNamedAsync(name);
        (await Server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true, agent_pickup = true })).Ok();
        await Server.SayAsync("who helps me?");
        var (ann, bob) = (await ComeAsync(), await ComeAsync());
        foreach (var (desk, username) in ((IPage, string)[])[(ann, "Ann@test"), (bob, "Bob@test")])
        {
            await desk.SitDownAsync(Server.Url, username);
            await desk.GetByRole(AriaRole.Tab, new() { Name = "Unassigned" }).ClickAsync();
            await desk.Conversation(Peer).ClickAsync();
            await Expect(desk.GetByText("Nobody has this conversation. Take it to read and answer it.")).ToBeVisibleAsync();
            await Expect(desk.Composer()).ToHaveCountAsync(0);
        }
        await ann.GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await ann.AnswerAsync("I do");
        await Expect(ann.GetByRole(AriaRole.Button, new() { Name = "Hand back" })).ToBeVisibleAsync();
        await Expect(ann.Conversation(Peer)).ToHaveCountAsync(0);
        await ann.GetByRole(AriaRole.Tab, new() { Name = "Mine" }).ClickAsync();
        await Expect(ann.Conversation(Peer)).ToBeVisibleAsync();
        await bob.ReloadAsync();
        await Expect(bob.GetByRole(AriaRole.Alert)).ToContainTextAsync("This conversation is not assigned to you.");
        await Expect(bob.Conversation(Peer)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Ones_own_status_is_chosen_in_the_menu_and_seen_by_who_assigns()
    {
        await Server.AddNamedAsync("Ann");
        await Server.SayAsync("hello");
        var (admin, ann) = (await ComeAsync(), await ComeAsync());
        await admin.SitDownAsync(Server.Url);
        await ann.SitDownAsync(Server.Url, "Ann@test");
        await ann.ChooseAsync("Busy");
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/agents"), agents => agents.Result.Any(agent => agent.GetProperty("status").GetString() == "busy"));
        await admin.Conversation(Peer).ClickAsync();
        await admin.Owner("Unassigned").ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Option, new() { Name = "Ann" })).ToContainTextAsync("Busy");
        await ann.ChooseAsync("Away");
        await Expect(admin.GetByRole(AriaRole.Option, new() { Name = "Ann" })).ToContainTextAsync("Away");
    }

    private static async Task<string[]> OfferedAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Owner: " }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        return [.. (await page.GetByRole(AriaRole.Option).AllInnerTextsAsync()).Select(text => text.Split('\n')[0])];
    }
}
