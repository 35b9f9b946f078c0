namespace Confab.Browser.Console;

/// <summary>From the first minute on: somebody writes, somebody answers, it is assigned and handed back.</summary>
public sealed class DeskTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";

    [Fact, Trait("Store", "Both")]
    public async Task What_is_typed_on_the_pretend_phone_appears_beside_it_and_is_answered()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/phone");
        var phone = desk.GetByRole(AriaRole.Region, new() { Name = "The phone " });
        await phone.GetByLabel("Write a message").FillAsync("is anyone there?");
        await phone.GetByLabel("Write a message").PressAsync("Enter");
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: is anyone there?");
        await desk.AnswerAsync("How can I help?");
        await Expect(phone.GetByRole(AriaRole.Log)).ToContainTextAsync("How can I help?");
        await Expect(desk.Messages().GetByRole(AriaRole.Img, new() { Name = "Sent", Exact = true }).Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_admin_assigns_by_clicks_and_the_flow_stays_out_until_it_is_handed_back()
    {
        var (ann, bob) = (await Server.AddAgentAsync(username: "ann@test"), await Server.AddAgentAsync(username: "bob@test"));
        foreach (var (id, name) in ((string, string)[])[(ann.Id, "Ann"), (bob.Id, "Bob")])
            (await Server.Admin.PutAsync($"/v1.0/agents/{id}", new { name })).Ok();
        (await Server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true })).Ok();
        await SayAsync("first");
        var (admin, hers, his) = (await ComeAsync(), await ComeAsync(), await ComeAsync());
        await admin.SitDownAsync(Server.Url);
        await hers.SitDownAsync(Server.Url, "ann@test");
        await his.SitDownAsync(Server.Url, "bob@test");
        await admin.Conversation(Peer).ClickAsync();
        await Expect(admin.Messages()).ToContainTextAsync("Hello! You wrote: first");

        await admin.OwnAsync("Ann");
        await hers.Conversation(Peer).ClickAsync();
        await Expect(his.Conversation(Peer)).ToHaveCountAsync(0);
        await SayAsync("second");
        await Expect(hers.Messages()).ToContainTextAsync("second");
        await hers.AnswerAsync("Ann here");
        await Expect(admin.Messages()).ToContainTextAsync("Ann here");
        (await PhoneAsync()).ShouldBe(["Hello! You wrote: first", "Ann here"]);

        await admin.OwnAsync("Bob");
        await his.Conversation(Peer).ClickAsync();
        await Expect(hers.Conversation(Peer)).ToHaveCountAsync(0);
        await his.GetByRole(AriaRole.Button, new() { Name = "Hand back" }).ClickAsync();
        await Expect(his.Conversation(Peer)).ToHaveCountAsync(0);
        await Expect(admin.GetByRole(AriaRole.Button, new() { Name = "Owner: Unassigned. Assign" })).ToBeVisibleAsync();
        await SayAsync("third");
        await Expect(admin.Messages()).ToContainTextAsync("Hello! You wrote: third");
    }

    [Fact]
    public async Task While_the_network_is_cut_typing_is_kept_and_afterwards_everything_is_there_once()
    {
        await SayAsync("before");
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: before");
        await desk.Context.SetOfflineAsync(true);
        await desk.AnswerAsync("written meanwhile");
        await SayAsync("said meanwhile");
        await desk.Composer().FillAsync("half a sen");
        await desk.Context.SetOfflineAsync(false);
        await Expect(desk.Messages()).ToContainTextAsync("said meanwhile");
        await Poll.UntilAsync(PhoneAsync, got => got.Contains("written meanwhile"));
        await desk.ReloadAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("half a sen");
        await Expect(desk.Messages().GetByText("written meanwhile")).ToHaveCountAsync(1);
        (await PhoneAsync()).Count(text => text == "written meanwhile").ShouldBe(1);
    }

    [Fact]
    public async Task What_is_written_from_right_to_left_is_shown_and_typed_so()
    {
        await SayAsync("مرحبا! كيف الحال؟");
        var id = (await Server.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString();
        (await Server.Admin.PutAsync($"/v1.0/conversations/{id}", new { name = "محمد (VIP) 123" })).Ok();
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation("محمد").ClickAsync();
        (await DirectionAsync(desk.Messages().GetByText("مرحبا!").First)).ShouldBe("rtl");
        (await DirectionAsync(desk.GetByRole(AriaRole.Heading, new() { Level = 2 }).GetByText("محمد"))).ShouldBe("rtl");
        await desk.Composer().FillAsync("شكرا");
        (await DirectionAsync(desk.Composer())).ShouldBe("rtl");
        await desk.Composer().FillAsync("thanks");
        (await DirectionAsync(desk.Composer())).ShouldBe("ltr");

        static Task<string> DirectionAsync(ILocator of) => of.EvaluateAsync<string>("element => getComputedStyle(element).direction");
    }

    [Fact]
    public async Task A_hundred_thousand_conversations_are_scrolled_through_few_rows()
    {
        await SayAsync("the one that is copied");
        await Server.Db.WriteAsync(unit => unit.ExecuteAsync($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO conversations (customer_id, id, account_id, type, dialog_id, match_key, owner_id, name, detail, auto_title, self, peer, last_sequence, tm_last_message, tm_create,
                tm_update, tm_delete, window_expires_at, peer_state, tm_peer_state, peer_picture, tm_profile, reply_token, tm_reply_token, last_sender, last_text)
            SELECT customer_id, randomblob(16), account_id, type, 'd' || i, 'k' || i, owner_id, 'SMS · ' || i, detail, auto_title, self, replace(peer, '{Peer}', 'peer ' || i), 1,
                tm_last_message - i, tm_create - i, tm_update, tm_delete, window_expires_at, peer_state, tm_peer_state, peer_picture, tm_profile, '', 0, 'peer', 'hello ' || i
            FROM conversations, n
            """));
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        var list = desk.GetByRole(AriaRole.List, new() { Name = "Conversations" });
        await Expect(list.GetByRole(AriaRole.Link).First).ToBeVisibleAsync();
        var most = 0;
        for (var page = 0; page < 40; page++)
        {
            await list.GetByRole(AriaRole.Link).Last.ScrollIntoViewIfNeededAsync();
            most = Math.Max(most, await list.GetByRole(AriaRole.Link).CountAsync());
        }
        (await list.GetByRole(AriaRole.Link).Last.InnerTextAsync()).ShouldMatch("hello [1-9][0-9]{2}");
        most.ShouldBeInRange(5, 80);
    }

    private async Task SayAsync(string text) => (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text })).Ok();

    private async Task<string[]> PhoneAsync() =>
        [.. (await Server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(Peer)}")).Result.Reverse().Select(row => row.GetProperty("text").GetString()!)];
}
