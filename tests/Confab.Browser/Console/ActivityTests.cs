using System.Text.RegularExpressions;

namespace Confab.Browser.Console;

/// <summary>What happened to a conversation stands between what was said, at everybody's page, as it happens.</summary>
public sealed partial class ActivityTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";

    [Fact, Trait("Store", "Both")]
    public async Task An_assignment_by_clicks_is_a_line_at_the_admins_and_the_agents_page_and_a_flows_run_is_one()
    {
        var adminId = (await (await Server.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword)).GetAsync("/v1.0/me")).Ok().Id;
        foreach (var (id, name) in ((string, string)[])[(adminId, "Alma"), ((await Server.AddAgentAsync(username: "ann@test")).Id, "Ann")])
            (await Server.Admin.PutAsync($"/v1.0/agents/{id}", new { name })).Ok();
        var flow = (await Server.Admin.GetAsync("/v1.0/flows")).Ok().Result[^1].GetProperty("id").GetString();
        (await Server.Admin.PutAsync($"/v1.0/flows/{flow}", new { name = "Greeter" })).Ok();
        await SayAsync("first");
        var (admin, hers) = (await ComeAsync(), await ComeAsync());
        await admin.SitDownAsync(Server.Url);
        await hers.SitDownAsync(Server.Url, "ann@test");
        await admin.Conversation(Peer).ClickAsync();
        await Expect(admin.Messages()).ToContainTextAsync("Flow “Greeter” ran");
        await SayAsync("again");
        await Expect(admin.Messages().GetByText("Flow “Greeter” ran")).ToHaveCountAsync(2);

        await admin.OwnAsync("Ann");
        await Expect(admin.Messages()).ToContainTextAsync("Alma assigned this to Ann");
        await hers.Conversation(Peer).ClickAsync();
        await Expect(hers.Messages()).ToContainTextAsync("Alma assigned this to Ann");
        await Expect(hers.Messages()).ToContainTextAsync("Flow “Greeter” ran");
        await Expect(hers.Messages().GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await hers.GetByRole(AriaRole.Button, new() { Name = "Close (e)" }).ClickAsync();
        await Expect(admin.Messages()).ToContainTextAsync("Ann closed this");
        await SayAsync("still there?");
        foreach (var page in (IPage[])[admin, hers])
            await Expect(page.Messages()).ToContainTextAsync("Reopened by a new message");
        (await admin.Messages().InnerTextAsync()).ShouldMatch("(?s)first.*Greeter.*You wrote: first.*again.*Alma assigned.*Ann closed.*Reopened.*still there");
        await hers.GetByRole(AriaRole.Button, new() { Name = "Hand back" }).ClickAsync();
        await Expect(admin.Messages()).ToContainTextAsync("Ann handed this back");

        await admin.Messages().GetByRole(AriaRole.Link, new() { Name = "Greeter" }).First.ClickAsync();
        var runs = admin.GetByRole(AriaRole.Tabpanel, new() { Name = "Runs" });
        await Expect(runs.GetByRole(AriaRole.Button, new() { Expanded = true })).ToHaveCountAsync(1);
        await runs.GetByText("What it knew from the start").ClickAsync();
        await Expect(runs.GetByRole(AriaRole.Row, new() { Name = "voipbin.conversation_message.text first" })).ToBeVisibleAsync();
        await admin.ShouldBeAccessibleAsync();
    }

    [Fact]
    public async Task Whoever_reads_back_finds_every_line_in_its_place()
    {
        const int Times = 40;
        for (var i = 0; i < Times; i++)
            await SayAsync($"n {i}.");
        await Server.Db.WriteAsync(unit => unit.ExecuteAsync("""
            INSERT INTO conversation_activities (customer_id, conversation_id, tm_create, id, type, by_kind, by_id, by_name, data)
            SELECT customer_id, conversation_id, tm_create + 1 + n.i, randomblob(16), 'closed', 'system', zeroblob(16), 'Night ' || n.i, '{"snoozed_until":"9999-01-01 00:00:00.000000","cause":""}'
            FROM messages, (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2) n WHERE direction = 'incoming'
            """));
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/activeflows"), runs => runs.Result.Count(run => run.GetProperty("status").GetString() == "ended") == Times);
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync($"You wrote: n {Times - 1}.");
        // The page holds a part of the stream at a time; what it holds is looked at on the way up.
        var seen = new HashSet<int>();
        await Poll.UntilAsync(() => desk.Messages().EvaluateAsync<string>("""
            log => new Promise(done => {
              log.scrollTop -= 300;
              requestAnimationFrame(() => requestAnimationFrame(() => done(log.innerText)));
            })
            """), shown =>
        {
            var said = Customers().Matches(shown);
            for (var i = 0; i + 1 < said.Count; i++)
            {
                var (one, between) = (int.Parse(said[i].Groups[1].Value), shown[said[i].Index..said[i + 1].Index]);
                int.Parse(said[i + 1].Groups[1].Value).ShouldBe(one + 1);
                (between.Split(" ran").Length - 1, between.Split("closed this").Length - 1).ShouldBe((1, 3), between);
                seen.Add(one);
            }
            return seen.Count == Times - 1;
        }, 60);
    }

    [GeneratedRegex(@"^n (\d+)\.$", RegexOptions.Multiline)]
    private static partial Regex Customers();

    private async Task SayAsync(string text) => (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text })).Ok();
}
