using Confab.Billing;

namespace Confab.Tests.Billing;

/// <summary>What messages cost, and balances that never go below zero.</summary>
public sealed class CostTests : IAsyncLifetime
{
    private const string Peer = "+15550199001";
    private TestServer server = null!;
    private LineAccount line = null!;
    private string path = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        line = await server.AddLineAccountAsync();
        path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}/messages";
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Prices_are_listed_changed_and_deleted_and_one_thing_has_one_price()
    {
        var made = (await PriceAsync("line", "outgoing", "message", 2500)).Ok();
        made.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["id", "customer_id", "channel", "direction", "unit", "amount_micros", "currency", "tm_create", "tm_update", "tm_delete"]);
        (await PriceAsync("line", "outgoing", "message", 1)).ShouldFail(409, "PRICE_ALREADY_EXISTS");
        (await server.Admin.PutAsync($"/v1.0/prices/{made.Id}", new { amount_micros = 3000 })).Ok()["amount_micros"].ShouldBe("3000");
        (await server.Admin.GetAsync("/v1.0/prices")).Ok().Result.Single().GetProperty("id").GetString().ShouldBe(made.Id);
        (await server.Admin.DeleteAsync($"/v1.0/prices/{made.Id}")).Ok();
        (await server.Admin.GetAsync($"/v1.0/prices/{made.Id}")).ShouldFail(404, "PRICE_NOT_FOUND");
        (await PriceAsync("line", "outgoing", "message", 1)).Ok();
        (await (await server.AddCustomerAsync()).GetAsync("/v1.0/prices")).Ok().Result.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("carrier pigeon", "outgoing", "message", 1, "USD", "channel")]
    [InlineData("line", "up", "message", 1, "USD", "direction")]
    [InlineData("line", "outgoing", "segment", 1, "USD", "unit")]
    [InlineData("line", "outgoing", "message", -1, "USD", "amount_micros")]
    [InlineData("line", "outgoing", "message", 1, "usd", "currency")]
    public async Task A_price_that_makes_no_sense_is_refused_by_its_field(string channel, string direction, string unit, long amount, string currency, string field)
    {
        var refused = await PriceAsync(channel, direction, unit, amount, currency);
        refused.Status.ShouldBe(400);
        refused.Text.ShouldContain(field);
    }

    [Fact]
    public async Task Each_message_is_billed_once_by_what_it_is()
    {
        await PriceAsync("line", "outgoing", "message", 2500);
        await PriceAsync("sms", "incoming", "message", 100);
        await PriceAsync("sms", "outgoing", "segment", 1000);
        await PriceAsync("sms", "outgoing", "media", 7000);
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{await SmsAccountAsync()}", new { message_flow_id = "" })).Ok();
        (await server.Admin.PutAsync($"/v1.0/numbers/{(await server.Admin.GetAsync("/v1.0/numbers")).Result.Single().GetProperty("id").GetString()}", new { message_flow_id = "" })).Ok();
        var sent = await SendAsync();
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "in" })).Ok();
        var sms = $"/v1.0/conversations/{(await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result.Single().GetProperty("id").GetString()}/messages";
        await server.Admin.PostAsync(sms, new { text = new string('a', 200) });
        var media = (await server.UploadAsync([0x89, 0x50, 0x4e, 0x47, 1, 2, 3], "a.png", "image/png")).Ok().Id;
        (await server.Admin.PostAsync(sms, new { text = "see", medias = new[] { new { id = media } } })).Ok();
        var billed = (await BillingsAsync()).Select(row => (Amount(row), row.GetProperty("units").GetInt64(), row.GetProperty("channel").GetString(), row.GetProperty("currency").GetString()));
        billed.ShouldBe([(8000, 2, "sms", "USD"), (2000, 2, "sms", "USD"), (100, 1, "sms", "USD"), (2500, 1, "line", "USD")]);
        var row = (await server.Admin.GetAsync($"/v1.0/billings?message_id={sent.Id}")).Ok().Result.Single();
        row.EnumerateObject().Select(field => field.Name).ShouldBe(["id", "customer_id", "message_id", "conversation_id", "channel", "direction", "units", "amount_micros", "currency", "items", "tm_create"]);
        (await server.Admin.GetAsync("/v1.0/customer")).Json.GetProperty("balance").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_balance_that_does_not_reach_refuses_with_402_and_stores_nothing()
    {
        await PriceAsync("line", "outgoing", "message", 400);
        await BalanceAsync(new { amount_micros = 1000, currency = "USD" });
        (await SendAsync()).Ok();
        (await SendAsync()).Ok();
        (await SendAsync()).ShouldFail(402, "INSUFFICIENT_BALANCE");
        (await LeftAsync()).ShouldBe(200);
        (await server.Admin.GetAsync(path)).Result.Length.ShouldBe(3);
        await BalanceAsync(new { add_micros = 200 });
        (await SendAsync()).Ok();
        (await LeftAsync()).ShouldBe(0);
        await BalanceAsync(null);
        (await SendAsync()).Ok();
        (await BillingsAsync()).Sum(Amount).ShouldBe(1600);
    }

    [Fact]
    public async Task Many_at_once_never_spend_the_same()
    {
        await PriceAsync("line", "outgoing", "message", 300);
        await BalanceAsync(new { amount_micros = 3000, currency = "USD" });
        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => $"/v1.0/conversations/{(await line.SayAsync($"Umany{i}", "hello")).GetProperty("id")}/messages"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => server.Admin.PostAsync(paths[i % 8], new { text = "x", medias = Array.Empty<object>() })));
        answers.Count(answer => answer.Status == 200).ShouldBe(10);
        answers.Count(answer => answer.Status == 402).ShouldBe(30);
        (await LeftAsync()).ShouldBe(0);
        (await BillingsAsync()).Sum(Amount).ShouldBe(3000);
    }

    [Fact]
    public async Task What_comes_in_is_never_refused_it_takes_what_is_left()
    {
        await PriceAsync("line", "incoming", "message", 400);
        await BalanceAsync(new { amount_micros = 500, currency = "USD" });
        foreach (var text in (string[])["one", "two", "three"])
            await line.SayAsync("Ualice", text);
        (await LeftAsync()).ShouldBe(0);
        (await BillingsAsync()).Select(Amount).ShouldBe([0, 100, 400]);
        (await server.Admin.GetAsync(path)).Result.Length.ShouldBe(4);
    }

    [Fact]
    public async Task What_was_refused_for_good_costs_nothing_in_the_end()
    {
        await PriceAsync("line", "outgoing", "message", 400);
        await BalanceAsync(new { amount_micros = 1000, currency = "USD" });
        server.Line.Intercept = http =>
        {
            http.Response.StatusCode = 400;
            return Task.FromResult(true);
        };
        var sent = await SendAsync();
        await Poll.UntilAsync(LeftAsync, left => left == 1000);
        (await server.Admin.GetAsync($"/v1.0/billings?message_id={sent.Id}")).Result.Select(Amount).ShouldBe([-400, 400]);
    }

    [Fact]
    public async Task What_was_sent_in_part_is_paid_for_even_where_its_account_is_gone_before_the_rest()
    {
        await using var whatsapp = await FakeWhatsApp.StartedAsync();
        await using var own = await TestServer.StartAsync(settings: new() { ["Confab:WhatsApp:ApiUrl"] = whatsapp.Address });
        var account = (await own.Admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok();
        (await own.Admin.PostAsync("/v1.0/prices", new { channel = "whatsapp", direction = "outgoing", unit = "message", amount_micros = 400, currency = "USD" })).Ok();
        (await FakeWhatsApp.CallAsync(own.Http, account["hook_url"], FakeWhatsApp.Says("16505551234", "hello"))).ShouldBe(200);
        var messages = $"/v1.0/conversations/{(await own.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString()}/messages";
        whatsapp.Intercept = http =>
        {
            http.Response.StatusCode = whatsapp.Taken.Count > 0 ? 503 : 200;
            return Task.FromResult(whatsapp.Taken.Count > 0);
        };
        var sent = (await own.Admin.PostAsync(messages, new { text = "see", medias = new[] { new { type = "image", url = "https://e.com/1.png" }, new { type = "image", url = "https://e.com/2.png" } } })).Ok();
        await whatsapp.WaitAsync(() => whatsapp.Tries.Count > 1);
        (await own.Admin.DeleteAsync($"/v1.0/conversation_accounts/{account.Id}")).Ok();
        await Poll.UntilAsync(() => own.Admin.GetAsync(messages), page => page.Result[0].GetProperty("delivery").GetProperty("error_code").GetString() == "account_deleted");
        (await own.Admin.GetAsync($"/v1.0/billings?message_id={sent.Id}")).Result.Select(Amount).ShouldBe([400]);
    }

    [Fact]
    public async Task A_text_is_billed_with_the_links_that_go_in_it()
    {
        await using var twilio = await FakeTwilio.StartedAsync();
        await using var own = await TestServer.StartAsync(settings: new() { ["Confab:Twilio:ApiUrl"] = twilio.Address });
        var account = (await own.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "sms", name = "Twilio", token = FakeTwilio.Token, provider_data = new { provider = "twilio", account_sid = FakeTwilio.Sid } })).Ok();
        (await own.Admin.PostAsync("/v1.0/prices", new { channel = "sms", direction = "outgoing", unit = "segment", amount_micros = 1000, currency = "USD" })).Ok();
        (await FakeTwilio.CallAsync(own.Http, account["hook_url"], ("MessageSid", $"SM{Guid.NewGuid():N}"), ("AccountSid", FakeTwilio.Sid), ("From", Peer), ("To", "+15550107777"), ("Body", "hello"), ("NumMedia", "0"))).ShouldBe(200);
        var messages = $"/v1.0/conversations/{(await own.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString()}/messages";
        (await own.Admin.PostAsync(messages, new { text = new string('a', 150), medias = new[] { new { type = "file", url = "https://e.com/3.zip" } } })).Ok();
        (await own.Admin.GetAsync("/v1.0/billings")).Result.Select(row => (row.GetProperty("units").GetInt64(), Amount(row))).ShouldBe([(2, 2000)]);
    }

    [Fact]
    public async Task What_is_said_of_a_message_beside_its_medias_is_no_media()
    {
        await using var whatsapp = await FakeWhatsApp.StartedAsync();
        await using var own = await TestServer.StartAsync(settings: new() { ["Confab:WhatsApp:ApiUrl"] = whatsapp.Address });
        var account = (await own.Admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok();
        foreach (var direction in (string[])["incoming", "outgoing"])
            (await own.Admin.PostAsync("/v1.0/prices", new { channel = "whatsapp", direction, unit = "media", amount_micros = 400, currency = "USD" })).Ok();
        (await FakeWhatsApp.CallAsync(own.Http, account["hook_url"], FakeWhatsApp.Says("16505551234", "hello", "wamid.first"))).ShouldBe(200);
        (await FakeWhatsApp.CallAsync(own.Http, account["hook_url"], FakeWhatsApp.Reacts("16505551234", "wamid.first"))).ShouldBe(200);
        var messages = $"/v1.0/conversations/{(await own.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString()}/messages";
        var first = (await own.Admin.GetAsync(messages)).Result[^1].GetProperty("id").GetString();
        (await own.Admin.PostAsync(messages, new { text = "see", medias = new object[] { new { type = "image", url = "https://e.com/1.png" }, new { type = "reply_context", message_id = first } } })).Ok();
        (await own.Admin.GetAsync("/v1.0/billings")).Result.Select(row => (row.GetProperty("direction").GetString(), row.GetProperty("units").GetInt64())).ShouldBe([("outgoing", 1)]);
    }

    [Fact]
    public async Task A_flow_whose_answer_cannot_be_paid_ends_and_says_why_and_STOP_is_heard_without_its_answer()
    {
        await PriceAsync("sms", "outgoing", "segment", 1);
        await BalanceAsync(new { amount_micros = 0, currency = "USD" });
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{await SmsAccountAsync()}", new { provider_data = new { provider = "sandbox", stop_text = "You get no more." } })).Ok();
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "hello" })).Ok();
        var run = (await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), list => list.Result is [var one] && one.GetProperty("status").GetString() == "ended")).Result.Single();
        run.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("balance");
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "STOP" })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/opt_outs"), list => list.Result.Length == 1);
        (await BillingsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_customer_has_one_currency_and_a_balance_says_what_is_wrong_with_it()
    {
        await PriceAsync("line", "outgoing", "message", 400);
        (await PriceAsync("line", "incoming", "message", 400, "EUR")).ShouldFail(409, "CURRENCY_MISMATCH");
        (await SetAsync(new { amount_micros = 1, currency = "EUR" })).ShouldFail(409, "CURRENCY_MISMATCH");
        (await SetAsync(new { amount_micros = 1 })).Status.ShouldBe(400);
        (await SetAsync(new { amount_micros = 1, add_micros = 1, currency = "USD" })).Status.ShouldBe(400);
        (await SetAsync(new { amount_micros = -1, currency = "USD" })).Status.ShouldBe(400);
        await BalanceAsync(new { amount_micros = 5, currency = "USD" });
        (await SetAsync(new { add_micros = -6 })).Status.ShouldBe(400);
        (await LeftAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task The_database_itself_keeps_balances_above_zero_and_bills_a_message_once()
    {
        await PriceAsync("line", "outgoing", "message", 400);
        await BalanceAsync(new { amount_micros = 1000, currency = "USD" });
        var sent = await SendAsync();
        var charge = await server.Db.ReadAsync(sql => ChargeQueries.FindAsync(sql, Guid.Parse(sent["customer_id"]), Guid.Parse(sent.Id)));
        server.ExpectsFaults = true;
        await Should.ThrowAsync<Exception>(() => server.Db.WriteAsync(unit => ChargeQueries.Take(unit, charge!.CustomerId, 601)));
        await Should.ThrowAsync<Exception>(() => server.Db.WriteAsync(unit => ChargeQueries.Insert(unit, charge! with { Id = Guid.NewGuid() })));
        (await LeftAsync()).ShouldBe(600);
    }

    private async Task<string> SmsAccountAsync() =>
        (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result.Single(row => row.GetProperty("type").GetString() == "sms").GetProperty("id").GetString()!;

    private static long Amount(JsonElement row) => row.GetProperty("amount_micros").GetInt64();

    private Task<Answer> PriceAsync(string channel, string direction, string unit, long amount, string currency = "USD") =>
        server.Admin.PostAsync("/v1.0/prices", new { channel, direction, unit, amount_micros = amount, currency });

    private Task<Answer> SetAsync(object? balance) => server.Admin.PutAsync("/v1.0/customer", new { balance });

    private async Task BalanceAsync(object? balance) => (await SetAsync(balance)).Ok();

    private async Task<long> LeftAsync() => Amount((await server.Admin.GetAsync("/v1.0/customer")).Ok().Json.GetProperty("balance"));

    private async Task<JsonElement[]> BillingsAsync() => (await server.Admin.GetAsync("/v1.0/billings")).Ok().Result;

    private Task<Answer> SendAsync() => server.Admin.PostAsync(path, new { text = "from us", medias = Array.Empty<object>() });
}
