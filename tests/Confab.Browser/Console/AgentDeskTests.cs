namespace Confab.Browser.Console;

/// <summary>What agents do who are no admins, as far as their customer lets them.</summary>
public sealed class AgentDeskTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";

    /// <summary>What is live is there well before anybody would ask again.</summary>
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 8000 };

    [Fact]
    public async Task What_nobody_has_comes_and_goes_by_itself_and_who_takes_it_reads_and_answers_it()
    {
        var (hers, his) = (await SitDownAsync("ann@test"), await SitDownAsync("bob@test"));
        foreach (var page in (IPage[])[hers, his])
            await page.GetByRole(AriaRole.Tab, new() { Name = "Unassigned" }).ClickAsync();
        await SayAsync("is anyone there?");
        await Expect(his.Conversation(Peer)).ToBeVisibleAsync(Soon);
        await hers.Conversation(Peer).ClickAsync();
        await Expect(Pane(hers)).ToContainTextAsync("Nobody has this conversation.");
        await Expect(hers.Composer()).ToHaveCountAsync(0);
        await hers.ShouldBeAccessibleAsync();
        await Pane(hers).GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await Expect(his.Conversation(Peer)).ToHaveCountAsync(0, new() { Timeout = 8000 });
        await Expect(hers.Messages()).ToContainTextAsync("is anyone there?");
        await hers.AnswerAsync("Ann here");
        await Expect(hers.Messages()).ToContainTextAsync("Ann here");

        await hers.GetByRole(AriaRole.Button, new() { Name = "Hand back" }).ClickAsync();
        await Expect(his.Conversation(Peer)).ToBeVisibleAsync(Soon);
        (await Server.Admin.PutAsync("/v1.0/customer", new { agent_pickup = false })).Ok();
        await Expect(his.GetByRole(AriaRole.Tab)).ToHaveCountAsync(0);
        await Expect(his.Conversation(Peer)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_agent_sends_a_file_and_is_told_when_the_customer_wants_no_more()
    {
        await SayAsync("hello");
        var hers = await SitDownAsync("ann@test");
        await hers.GetByRole(AriaRole.Tab, new() { Name = "Unassigned" }).ClickAsync();
        await hers.Conversation(Peer).ClickAsync();
        await Pane(hers).GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await Pane(hers).Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "hours.txt", MimeType = "text/plain", Buffer = "9 to 5"u8.ToArray() });
        await Expect(Pane(hers).GetByRole(AriaRole.List, new() { Name = "Files" })).ToContainTextAsync("6 B");
        await hers.AnswerAsync("Our hours");
        await Expect(hers.Messages()).ToContainTextAsync("hours.txt");
        await Poll.UntilAsync(async () => (await Server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(Peer)}")).Result,
            got => got.Any(row => row.GetProperty("text").GetString() == "Our hours" && row.GetProperty("medias")[0].GetProperty("filename").GetString() == "hours.txt"));

        await SayAsync("STOP");
        await Expect(Pane(hers)).ToContainTextAsync("This person has opted out");
        await Expect(Pane(hers).GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeDisabledAsync();
        await SayAsync("START");
        await Expect(Pane(hers).GetByText("This person has opted out")).ToHaveCountAsync(0);
        await hers.AnswerAsync("Welcome back");
    }

    [Fact]
    public async Task What_came_while_another_had_it_is_there_when_one_has_it_again()
    {
        await SayAsync("hello");
        var hers = await SitDownAsync("ann@test");
        await hers.GetByRole(AriaRole.Tab, new() { Name = "Unassigned" }).ClickAsync();
        await hers.Conversation(Peer).ClickAsync();
        await Expect(Pane(hers)).ToContainTextAsync("Nobody has this conversation.");
        await hers.Keyboard.PressAsync("a"); // takes it
        await Expect(hers.Messages()).ToContainTextAsync("hello");

        var path = $"/v1.0/conversations/{hers.Url.Split('/')[^1].Split('?')[0]}";
        var agents = (await Server.Admin.GetAsync("/v1.0/agents")).Ok().Result.ToDictionary(agent => agent.GetProperty("username").GetString()!, agent => agent.GetProperty("id").GetString());
        (await Server.Admin.PutAsync(path, new { owner_id = agents[TestServer.AdminUsername] })).Ok();
        await Expect(hers.Composer()).ToHaveCountAsync(0);
        await SayAsync("said to another");
        (await Server.Admin.PostAsync(path + "/notes", new { text = "written by another" })).Ok();
        (await Server.Admin.PutAsync(path, new { owner_id = agents["ann@test"] })).Ok();
        await Expect(hers.Composer()).ToBeVisibleAsync();
        await Expect(hers.Messages()).ToContainTextAsync("said to another");
        await Expect(hers.Messages()).ToContainTextAsync("written by another");
    }

    [Fact]
    public async Task What_is_for_admins_says_so_where_an_agent_asks_for_it()
    {
        await SayAsync("hello");
        var hers = await SitDownAsync("ann@test");
        await hers.GotoAsync(Server.Url + "/flows");
        await Expect(hers.GetByRole(AriaRole.Main)).ToHaveTextAsync("Only admins see this page.");
        await hers.GotoAsync(Server.Url + "/nowhere");
        await Expect(hers.GetByRole(AriaRole.Main)).ToHaveTextAsync("There is no such page.");
        await hers.GotoAsync(Server.Url + "/inbox?tab=unassigned");
        await hers.Conversation(Peer).ClickAsync();
        await Pane(hers).GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await Expect(hers.Messages()).ToContainTextAsync("hello");
        await hers.Keyboard.PressAsync("a");
        await Expect(hers.GetByText("Only admins assign conversations.")).ToBeVisibleAsync();
        await hers.Keyboard.PressAsync("?");
        var help = hers.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await Expect(help).ToContainTextAsync("Close or reopen");
        await Expect(help).Not.ToContainTextAsync("Assign");
    }

    private static ILocator Pane(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Conversation", Exact = true });

    private async Task<IPage> SitDownAsync(string username)
    {
        await Server.AddAgentAsync(username: username);
        (await Server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true, agent_pickup = true })).Ok();
        var page = await ComeAsync();
        await page.SitDownAsync(Server.Url, username);
        return page;
    }

    private async Task SayAsync(string text) => (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text })).Ok();
}
