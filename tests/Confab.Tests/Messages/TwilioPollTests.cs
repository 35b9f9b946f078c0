namespace Confab.Tests.Messages;

/// <summary>What Twilio's hooks lost, and how it is found.</summary>
public sealed class TwilioPollTests : IAsyncLifetime
{
    private const string Own = "+15550107777";
    private const string Peer = "+15550199001";
    private static readonly DateTimeOffset HourAgo = DateTimeOffset.UtcNow.AddHours(-1);
    private FakeTwilio twilio = null!;
    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        twilio = await FakeTwilio.StartedAsync();
        server = await TestServer.StartAsync(settings: new() { ["Confab:Twilio:ApiUrl"] = twilio.Address, ["Confab:Polling:Seconds"] = "1" });
    }

    public async ValueTask DisposeAsync()
    {
        twilio.Intercept = null;
        await server.DisposeAsync();
        await twilio.DisposeAsync();
    }

    [Fact]
    public async Task What_a_lost_hook_would_have_told_is_found_once()
    {
        var hook = await AddAccountAsync();
        var known = NewSid();
        (await FakeTwilio.CallAsync(server.Http, hook, ("MessageSid", known), ("AccountSid", FakeTwilio.Sid), ("From", Peer), ("To", Own), ("Body", "known"), ("NumMedia", "0"))).ShouldBe(200);
        twilio.Listed =
        [
            FakeTwilio.Entry(NewSid(), Peer, Own, "lost", DateTimeOffset.UtcNow, medias: 1), FakeTwilio.Entry(known, Peer, Own, "known", DateTimeOffset.UtcNow),
            FakeTwilio.Entry(NewSid(), Peer, Own, "old", DateTimeOffset.UtcNow.AddDays(-1))
        ];
        (await FoundAsync(2))[0].GetProperty("medias")[0].GetProperty("type").GetString().ShouldBe("image");
        await LookAgainAsync();
        (await TextsAsync()).ShouldBe(["lost", "known"]);
    }

    [Fact]
    public async Task A_look_that_failed_is_made_again_from_where_the_last_whole_one_began()
    {
        await AddAccountAsync();
        twilio.Intercept = Failing(_ => true);
        await LookedLongAgoAsync();
        twilio.Listed = [FakeTwilio.Entry(NewSid(), Peer, Own, "lost", HourAgo)];
        await LookAgainAsync(2);
        twilio.Intercept = null;
        (await FoundAsync(1)).Single().GetProperty("text").GetString().ShouldBe("lost");
    }

    [Fact]
    public async Task A_message_whose_medias_cannot_be_listed_waits_for_them_and_holds_up_no_other()
    {
        await AddAccountAsync();
        twilio.Intercept = Failing(path => path.EndsWith("/Media.json", StringComparison.Ordinal));
        await LookedLongAgoAsync();
        twilio.Listed = [FakeTwilio.Entry(NewSid(), Peer, Own, "newer", HourAgo.AddMinutes(1)), FakeTwilio.Entry(NewSid(), Peer, Own, "picture", HourAgo, medias: 1), FakeTwilio.Entry(NewSid(), Peer, Own, "older", HourAgo.AddMinutes(-1))];
        await FoundAsync(2);
        await LookAgainAsync(2);
        (await TextsAsync()).ShouldBe(["newer", "older"]);
        twilio.Intercept = null;
        var picture = (await FoundAsync(3))[0];
        (picture.GetProperty("text").GetString(), picture.GetProperty("medias").GetArrayLength()).ShouldBe(("picture", 1));
    }

    [Fact]
    public async Task What_does_not_fit_into_one_look_comes_with_the_next_and_what_is_older_is_not_asked_for()
    {
        await AddAccountAsync();
        await LookedLongAgoAsync();
        var before = twilio.Asked.Count;
        twilio.PerPage = 1;
        twilio.Listed = [.. Enumerable.Range(0, 90).Select(i => FakeTwilio.Entry(NewSid(), Peer, Own, $"m{i}", i < 45 ? HourAgo.AddSeconds(-i) : HourAgo.AddHours(-5).AddSeconds(-i)))];
        await FoundAsync(45);
        var pages = twilio.Asked.Skip(before).Where(address => address.Contains("PageToken", StringComparison.Ordinal)).ToList();
        pages.Count.ShouldBeLessThanOrEqualTo(45);
        (await TextsAsync()).Distinct().Count().ShouldBe(45);
    }

    [Fact]
    public async Task Messages_that_are_found_come_in_in_the_order_in_which_they_were_written()
    {
        await AddAccountAsync();
        await LookedLongAgoAsync();
        twilio.PerPage = 2;
        twilio.Listed = [.. Enumerable.Range(0, 5).Select(i => FakeTwilio.Entry(NewSid(), Peer, Own, $"m{5 - i}", HourAgo.AddMinutes(-i)))];
        await FoundAsync(5);
        (await TextsAsync()).ShouldBe(["m5", "m4", "m3", "m2", "m1"]);
    }

    [Fact]
    public async Task What_the_list_says_of_a_message_with_an_unknown_outcome_does_not_keep_its_own_receipt_from_counting()
    {
        var hook = await AddAccountAsync();
        (await FakeTwilio.CallAsync(server.Http, hook, ("MessageSid", NewSid()), ("AccountSid", FakeTwilio.Sid), ("From", Peer), ("To", Own), ("Body", "hello"), ("NumMedia", "0"))).ShouldBe(200);
        var path = $"/v1.0/conversations/{(await server.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString()}/messages";
        twilio.Intercept = http =>
        {
            if (http.Request.Method == "POST")
                http.Abort();
            return Task.FromResult(http.Request.Method == "POST");
        };
        (await server.Admin.PostAsync(path, new { text = "hello back", medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), page => page.Result[0].GetProperty("delivery").GetProperty("error_code").GetString() == "outcome_unknown");
        var sent = twilio.Tries.Single();
        twilio.Listed = [new { sid = sent.Sid, direction = "outbound-api", from = Own, to = Peer, body = "hello back", status = "delivered", num_media = "0", date_created = DateTimeOffset.UtcNow.ToString("R"), date_sent = DateTimeOffset.UtcNow.ToString("R") }];
        await LookAgainAsync();
        (await FakeTwilio.TellAsync(server.Http, sent.StatusCallback, sent.Sid, "delivered")).ShouldBe(200);
        (await server.Admin.GetAsync(path)).Result[0].GetProperty("delivery").GetProperty("status").GetString().ShouldBe("delivered");
    }

    [Fact]
    public async Task An_account_whose_provider_hangs_delays_no_other()
    {
        const string Hanging = "AC00000000000000000000000000000000";
        await AddAccountAsync(Hanging);
        twilio.Intercept = async http =>
        {
            if (!http.Request.Path.ToString().Contains(Hanging, StringComparison.Ordinal))
                return false;
            await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        await twilio.WaitAsync(() => twilio.Asked.Count > 0);
        await AddAccountAsync();
        twilio.Listed = [FakeTwilio.Entry(NewSid(), Peer, Own, "lost", DateTimeOffset.UtcNow)];
        await FoundAsync(1);
        twilio.Asked.Count(address => address.Contains(Hanging, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task An_account_that_is_deleted_is_looked_at_no_more()
    {
        var hook = await AddAccountAsync();
        await twilio.WaitAsync(() => twilio.Asked.Count > 0);
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{hook.Split('/')[^1]}")).Ok();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'poll'")), left => left == 0);
    }

    private static string NewSid() => $"SM{Guid.NewGuid():N}";

    private static Func<HttpContext, Task<bool>> Failing(Func<string, bool> which) => http =>
    {
        if (!which(http.Request.Path.ToString()))
            return Task.FromResult(false);
        http.Response.StatusCode = 503;
        return Task.FromResult(true);
    };

    private async Task<string> AddAccountAsync(string sid = FakeTwilio.Sid) => (await server.Admin.PostAsync("/v1.0/conversation_accounts",
        new { type = "sms", name = "Twilio", token = FakeTwilio.Token, provider_data = new { provider = "twilio", account_sid = sid } })).Ok()["hook_url"];

    /// <summary>The last look that found all began two hours ago: so passes the time of an outage.</summary>
    private Task LookedLongAgoAsync() => Poll.UntilAsync(() => server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE jobs SET payload = @payload WHERE kind = 'poll' AND lease IS NULL",
        new { payload = $"{Timestamp.From(DateTimeOffset.UtcNow.AddHours(-2)).Micros}" })), changed => changed == 1);

    /// <summary>Waits for so many looks that begin from now on to have ended.</summary>
    private Task LookAgainAsync(int times = 1)
    {
        var before = Firsts();
        return twilio.WaitAsync(() => Firsts() > before + times);

        int Firsts() => twilio.Asked.Count(address => address.Contains("/Messages.json", StringComparison.Ordinal) && !address.Contains("PageToken", StringComparison.Ordinal));
    }

    private async Task<JsonElement[]> FoundAsync(int count) => await Poll.UntilAsync(MessagesAsync, found => found.Length == count);

    private async Task<string[]> TextsAsync() => [.. (await MessagesAsync()).Select(message => message.GetProperty("text").GetString()!)];

    private async Task<JsonElement[]> MessagesAsync() => (await server.Admin.GetAsync("/v1.0/conversations")).Result is [var conversation]
        ? (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages?page_size=100")).Result : [];
}
