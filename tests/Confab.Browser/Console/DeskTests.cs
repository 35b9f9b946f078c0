namespace Confab.Browser.Console;

/// <summary>From the first minute on: somebody writes, somebody answers, and nothing is lost between.</summary>
public sealed class DeskTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = PretendPhone.Number;

    [Fact, Trait("Store", "Both")]
    public async Task What_is_typed_on_the_pretend_phone_appears_beside_it_and_is_answered()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/phone");
        await desk.WriteOnPhoneAsync("is anyone there?");
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: is anyone there?");
        await desk.AnswerAsync("How can I help?");
        await Expect(desk.Handset().GetByRole(AriaRole.Log)).ToContainTextAsync("How can I help?");
        await Expect(desk.Messages().GetByRole(AriaRole.Img, new() { Name = "Sent", Exact = true }).Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task While_the_network_is_cut_typing_is_kept_and_afterwards_everything_is_there_once()
    {
        await Server.SayAsync("before");
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: before");
        await desk.Context.SetOfflineAsync(true);
        await desk.AnswerAsync("written meanwhile");
        await Expect(desk.Messages().GetByText("written meanwhile")).ToHaveCountAsync(1);
        await Expect(desk.Messages()).ToContainTextAsync("Goes as soon as the server is there again.");
        await Server.SayAsync("said meanwhile");
        await desk.Composer().FillAsync("half a sen");
        await desk.Context.SetOfflineAsync(false);
        await Expect(desk.Messages()).ToContainTextAsync("said meanwhile");
        await Expect(desk.Messages()).Not.ToContainTextAsync("Goes as soon as");
        await Poll.UntilAsync(() => Server.HeardAsync(), got => got.Contains("written meanwhile"));
        await desk.ReloadAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("half a sen");
        await Expect(desk.Messages().GetByText("written meanwhile")).ToHaveCountAsync(1);
        (await Server.HeardAsync()).Count(text => text == "written meanwhile").ShouldBe(1);
    }

    [Fact]
    public async Task What_is_written_from_right_to_left_is_shown_and_typed_so()
    {
        await Server.SayAsync("مرحبا! كيف الحال؟");
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
        await Server.SayAsync("the one that is copied");
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
}
