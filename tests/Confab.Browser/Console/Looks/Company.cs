using System.Text.Json.Nodes;
using Confab.Conversations;
using Confab.Demo;
using Confab.Messages;
using Confab.Overview;

namespace Confab.Browser.Console.Looks;

/// <summary>A company in the middle of its day: who wrote, what was answered, what went wrong, and all that is set up.</summary>
internal sealed class Company(TestServer server, MovableClock clock)
{
    public const string Mia = "Mia Sørensen";
    public const string MiaNumber = "+4552519017";
    public const string Agent = "nora@harbour.example";
    public const string Newcomer = "newcomer@test";

    private const string Shop = "+15550100001";
    private readonly Dictionary<string, string> agents = [];
    private readonly Dictionary<string, string> labels = [];
    private readonly ApiClient admin = server.Admin;
    private ApiClient lead = null!;
    private string hours = "";

    /// <summary>The conversation with most in it.</summary>
    public string MiaId { get; private set; } = "";

    /// <summary>A conversation of each channel, by the channel's name.</summary>
    public Dictionary<string, string> Conversations { get; } = [];

    /// <summary>The flow with most in it.</summary>
    public string FlowId => hours;

    /// <summary>Makes all of it, the oldest first.</summary>
    public async Task OpenAsync()
    {
        At(hours: 60);
        await HireAsync();
        await SetUpAsync();
        await WebhooksAsync();
        await YesterdayAsync();
        await TodayAsync();
        await MonthAsync();
        clock.Offset = TimeSpan.Zero;
        await Poll.UntilAsync(() => admin.GetAsync("/v1.0/webhook_deliveries?status=failed"), list => list.Result.Length > 0, seconds: 90);
        await server.Db.WriteAsync(async unit => await FirstStart.AddCustomerAsync(unit, "New company", Newcomer, Auth.Passwords.Hash(TestServer.AdminPassword)));
    }

    private void At(double hours) => clock.Offset = -TimeSpan.FromHours(hours);

    private async Task HireAsync()
    {
        (await admin.PutAsync("/v1.0/customer", new { name = "Harbour Bikes", detail = "Bikes for hire at six harbours", email = "desk@harbour.example", phone_number = Shop, address = "Quay 7, Harbour City", agent_reply = true, agent_pickup = true })).Ok();
        lead = await server.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword);
        var me = (await lead.GetAsync("/v1.0/service_agents/me")).Ok().Id;
        (await lead.PutAsync($"/v1.0/agents/{me}", new { name = "Amelia Hart", detail = "" })).Ok();
        (await lead.PutAsync("/v1.0/service_agents/me/status", new { status = "available" })).Ok();
        var first = (await admin.GetAsync("/v1.0/agents")).Result.Single(agent => agent.GetProperty("name").GetString() == "Agent").GetProperty("id");
        (await admin.PutAsync($"/v1.0/agents/{first}", new { name = "Mateo Rossi", detail = "" })).Ok();
        foreach (var (username, name, status) in ((string, string, string)[])[(Agent, "Nora Lindqvist", "available"), ("jun@harbour.example", "Jun Watanabe", "away"), ("sofia@harbour.example", "Sofia Almeida e Vasconcelos de Figueiredo", "busy"), ("tom@harbour.example", "Tom", "offline")])
        {
            var (id, api) = await server.AddAgentAsync(username: username);
            agents[name.Split(' ')[0]] = id;
            (await admin.PutAsync($"/v1.0/agents/{id}", new { name, detail = "" })).Ok();
            (await api.PutAsync("/v1.0/service_agents/me/status", new { status })).Ok();
        }
        foreach (var name in (string[])["Refund", "VIP", "Damaged bike", "Group booking"])
            labels[name] = (await admin.PostAsync("/v1.0/tags", new { name, detail = "" })).Ok().Id;
        foreach (var (name, shortcut, text) in ((string, string, string)[])[("Greeting", "hi", "Hello ${peer.name}, this is ${agent.name} of ${customer.name}. How can I help?"), ("Opening hours", "hours", "We are open every day from 8:00 to 19:00."), ("Refund", "refund", "The refund is on its way. Depending on your bank it takes two to five days until you see it.")])
            (await admin.PostAsync("/v1.0/canned_replies", new { name, shortcut, text })).Ok();
        (await admin.PostAsync("/v1.0/accesskeys", new { name = "Booking system", detail = "", expire = 365 * 86400 })).Ok();
        (await admin.PostAsync("/v1.0/accesskeys", new { name = "Reporting, read every night by the data warehouse of head office", detail = "", expire = (int?)null })).Ok();
    }

    private async Task SetUpAsync()
    {
        hours = (await admin.PostAsync("/v1.0/flows", new
        {
            name = "Opening hours",
            detail = "By day a greeting, by night a promise",
            actions = new object[]
            {
                new { type = "condition_datetime", option = new { condition = ">=", hour = 8, false_target_id = "0e5b7a1e-0000-4000-8000-000000000001" } },
                new { type = "variable_set", option = new { key = "hello", value = "Good day from Harbour Bikes!" } },
                new { type = "conversation_send", option = new { text = "${hello} Somebody of the team will be with you in a few minutes." } },
                new { type = "sleep", option = new { duration = 7_200_000 } },
                new { type = "webhook_send", option = new { uri = "https://booking.harbour.example/hooks/waiting?conversation=${voipbin.conversation.id}", method = "POST", data = "{}" } },
                new { type = "stop", option = new { } },
                new { id = "0e5b7a1e-0000-4000-8000-000000000001", type = "conversation_send", option = new { text = "The harbour sleeps. We open at 8:00 and will answer then." } }
            }
        })).Ok().Id;
        (await admin.PostAsync("/v1.0/flows", new { name = "Return of a damaged bike, with pictures and a call back within the hour", detail = "Asks for pictures, tells the workshop, and tells the customer what happens next", actions = new object[] { new { type = "conversation_send", option = new { text = "Please send us a picture." } } } })).Ok();
        (await admin.PostAsync("/v1.0/flows", new { name = "Nothing yet", detail = "", actions = Array.Empty<object>() })).Ok();
        var number = (await admin.GetAsync("/v1.0/numbers")).Result.Single();
        (await admin.PutAsync($"/v1.0/numbers/{number.GetProperty("id")}", new { name = "Front desk", message_flow_id = hours })).Ok();
        (await admin.PostAsync("/v1.0/numbers", new { number = "+15550100002", name = "Workshop and road service", detail = "", account_id = number.GetProperty("account_id").GetString(), message_flow_id = "" })).Ok();
        foreach (var (channel, direction, unit, amount) in ((string, string, string, int)[])[("sms", "outgoing", "segment", 7900), ("sms", "incoming", "message", 800), ("sms", "outgoing", "media", 20000), ("line", "outgoing", "message", 2500), ("whatsapp", "outgoing", "message", 4100)])
            (await admin.PostAsync("/v1.0/prices", new { channel, direction, unit, amount_micros = amount, currency = "USD" })).Ok();
        (await admin.PutAsync("/v1.0/customer", new { balance = new { amount_micros = 184_250_000, currency = "USD" } })).Ok();
    }

    private async Task WebhooksAsync()
    {
        (await admin.PostAsync("/v1.0/webhook_endpoints", new { uri = server.Receiver.Address + "/orders", event_types = new[] { "conversation_created", "conversation_message_created", "conversation_updated" } })).Ok();
        (await admin.PostAsync("/v1.0/webhook_endpoints", new { uri = server.Line.Address + "/a/rather/long/address/of/the/reporting/system?of=harbour-bikes&region=north", event_types = new[] { "conversation_created" } })).Ok();
    }

    private async Task YesterdayAsync()
    {
        var line = await server.AddLineAccountAsync();
        (await admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { name = "LINE, Yokohama" })).Ok();
        foreach (var (id, name) in ((string, string)[])[("Umisaki", "佐藤 美咲"), ("Uminji", "김민지"), ("Ulong", "Wolfeschlegelsteinhausenbergerdorff-Hollingsworth the Younger, of the harbour association")])
            server.Line.Profiles[id] = name;
        At(hours: 47);
        await line.SayAsync("Ulong", "Could you send the invoice for the whole year, please? https://association.example/very/long/path/that/does/not/break/anywhere/because/it/has/no/spaces/2026/invoices");
        At(hours: 31);
        var hook = (await admin.PostAsync("/v1.0/conversation_accounts", new { type = "email", name = "desk@harbour.example", secret = FakeMailgun.SigningKey, token = FakeMailgun.ApiKey, provider_data = new { provider = "mailgun", domain = "mg.harbour.example", from = "desk@harbour.example", from_name = "Harbour Bikes" } })).Ok()["hook_url"];
        await MailAsync(hook, "lena.brandt@example.com", "Lena Brandt", "Group of 14 in August", "Dear team,\n\nwe are fourteen people, four of them children, and would like to hire bikes from 3 to 9 August. Do you have child seats?\n\nKind regards\nLena");
        At(hours: 28);
        await MailAsync(hook, "accounts@ferry-company.example", "Ferry Company, Accounts", "Invoice 2026-0815", "The invoice is attached to our last mail.");
        At(hours: 27);
        await line.SayAsync("Uminji", "안녕하세요! 자전거 두 대를 토요일 오전 10시에 예약할 수 있을까요? 어린이용 헬멧도 필요합니다.");
        At(hours: 26.9);
        await SendAsync(line, "Uminji", "Sofia", "네, 가능합니다. 헬멧도 준비해 두겠습니다.");
        At(hours: 25);
        await SmsAsync("+15550142310", "STOP");
        await WhatsAppAsync("4915112345678", "Jonas Weber", "Is the shop at the old harbour open on Sunday?");
    }

    private async Task TodayAsync()
    {
        var line = new LineAccount(server, (await admin.GetAsync("/v1.0/conversation_accounts?type=line")).Result.First(row => row.GetProperty("type").GetString() == "line").GetProperty("id").GetString()!, "");
        line = line with { Hook = $"{server.Url}/v1.0/conversation/accounts/{line.Id}" };
        At(hours: 5);
        await line.SayAsync("Umisaki", "自転車の鍵が開きません。助けてください。");
        server.Line.Contents["700001"] = Bytes.Landscape(640, 480);
        await line.SendAsync(FakeLine.Event("message", "Umisaki", null, new JsonObject { ["message"] = new JsonObject { ["type"] = "image", ["id"] = "700001", ["contentProvider"] = new JsonObject { ["type"] = "line" } } }));
        await line.SendAsync(FakeLine.Event("message", "Umisaki", null, new JsonObject { ["message"] = new JsonObject { ["type"] = "location", ["id"] = "700002", ["title"] = "山下公園", ["address"] = "横浜市中区山下町279", ["latitude"] = 35.4459, ["longitude"] = 139.6495 } }));
        await line.SendAsync(FakeLine.Event("message", "Umisaki", null, new JsonObject { ["message"] = new JsonObject { ["type"] = "sticker", ["id"] = "700003", ["packageId"] = "11537", ["stickerId"] = "52002738", ["stickerResourceType"] = "STATIC", ["keywords"] = new JsonArray("sorry", "please") } }));
        Conversations["line"] = (await ByDialogAsync("Umisaki"));
        At(hours: 4.8);
        await AnswerAsync(Conversations["line"], "Jun", "すぐに伺います。その場でお待ちください。");
        await ExpectDeliveriesAsync(Conversations["line"]);
        At(hours: 4);
        foreach (var (number, name, text) in ((string, string, string)[])[("+15550199100", "Priya Raman", "Where do I bring the bike back?"), ("+15550199101", "", "Thanks, all good now"), ("+15550199102", "Oskar Lind", "Can I keep it one day longer? I am at the lighthouse and it is just too beautiful to turn back today."), ("+15550199103", "Chiara Conti", "ok"), ("+15550199104", "", "Do you have e-bikes?"), ("+15550199105", "Ben Adeyemi", "The left brake is rubbing")])
            await WriteAsync(number, name, text);
        await MiaAsync();
        At(hours: 0.4);
        var site = await WebchatSite.MakeAsync(server, new { name = "Shop window", allowed_origins = new[] { WebchatSite.Origin } });
        var session = await site.BeginAsync();
        await site.SayAsync(session, "Hi! Which of your stations has cargo bikes?");
        Conversations["webchat"] = (await site.ConversationAsync(session)).GetProperty("id").GetString()!;
        At(hours: 0.2);
        await FailAsync(line);
        Conversations["email"] = await ByDialogAsync("lena.brandt@example.com");
        await LabelAsync(Conversations["email"], "Group booking");
        await OwnAsync(Conversations["email"], "Nora");
        await PutAsideAsync();
    }

    /// <summary>Somebody sends all that a phone can, and is answered well and badly.</summary>
    private async Task MiaAsync()
    {
        At(hours: 3.1);
        await SmsAsync(MiaNumber, "Hi, I hired a bike at the old harbour this morning and the chain came off on the hill");
        MiaId = await ByDialogAsync(MiaNumber);
        await Poll.UntilAsync(() => admin.GetAsync($"/v1.0/conversations/{MiaId}/messages"), list => list.Result.Length == 2);
        (await lead.PutAsync($"/v1.0/conversations/{MiaId}", new { name = Mia, detail = "Hires a bike every summer; speaks Danish and English" })).Ok();
        await OwnAsync(MiaId, "Nora");
        await LabelAsync(MiaId, "Damaged bike", "VIP");
        At(hours: 3.0);
        await SmsAsync(MiaNumber, "This is where I am", ("image", "view.png", Bytes.Landscape(800, 600)));
        At(hours: 2.9);
        await AnswerAsync(MiaId, "Nora", "Hello Mia, this is Nora. What a view! Our workshop van is close by.\nCan you tell me the number on the frame?");
        await SmsAsync(MiaNumber, "HB-2207. It sounds like this:", ("audio", "chain.wav", Bytes.Tone(3)));
        await NoteAsync(MiaId, "Nora", "HB-2207 was in the workshop last week for just that. Please take it out of the fleet when it is back.");
        At(hours: 2.2);
        await SmsAsync(MiaNumber, "And here is the receipt", ("file", "receipt-harbour-bikes-old-harbour-station.pdf", [.. "%PDF-1.4"u8, .. new byte[84_000]]));
        At(hours: 2.1);
        await AnswerAsync(MiaId, "Nora", "Thank you. The van brings you another bike in ten minutes.\nToday is on us.");
        At(hours: 2.0);
        await LabelAsync(MiaId, "Damaged bike", "VIP", "Refund");
        At(hours: 1.2);
        await SmsAsync(MiaNumber, "You are the best, thank you so much! The new one rides beautifully.");
        await SmsAsync(MiaNumber, "One question: may I return it at the lighthouse instead?");
        (await admin.PostAsync($"/v1.0/conversations/{MiaId}/read")).Ok();
        Conversations["message"] = MiaId;
        await ExpectDeliveriesAsync(MiaId);
    }

    /// <summary>A provider refuses.</summary>
    private async Task FailAsync(LineAccount line)
    {
        server.Line.Intercept = async http =>
        {
            if (http.Request.Path != "/v2/bot/message/push")
                return false;
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new { message = "The user has blocked this account" });
            return true;
        };
        await SendAsync(line, "Uminji", "Sofia", "내일은 비가 올 예정이니 우비를 챙기세요.");
        await Poll.UntilAsync(async () => await admin.GetAsync($"/v1.0/conversations/{await ByDialogAsync("Uminji")}/messages"), list => list.Result[0].GetProperty("delivery").GetProperty("status").GetString() == "failed");
        server.Line.Intercept = null;
        Conversations["refused"] = await ByDialogAsync("Uminji");
    }

    private async Task PutAsideAsync()
    {
        var ids = (await admin.GetAsync("/v1.0/conversations?order=last_message&type=message")).Result.Select(row => row.GetProperty("id").GetString()!).Where(id => id != MiaId).ToList();
        (await admin.PutAsync($"/v1.0/conversations/{ids[0]}/state", new { state = "snoozed", snoozed_until = "2090-01-01 09:00:00" })).Ok();
        (await admin.PutAsync($"/v1.0/conversations/{ids[1]}/state", new { state = "closed" })).Ok();
        await OwnAsync(ids[2], "Jun");
        await OwnAsync(ids[3], "Sofia");
        (await admin.PostAsync($"/v1.0/conversations/{ids[3]}/read")).Ok();
    }

    /// <summary>What the overview has counted in the month before: busy days, quiet nights, and weekends that are busier.</summary>
    private async Task MonthAsync()
    {
        At(hours: 0);
        var customer = Guid.Parse((await admin.GetAsync("/v1.0/customer")).Ok().Id);
        var (random, sums, now) = (new Random(7), new OverviewSums(), clock.GetUtcNow());
        for (var hour = 1; hour < 30 * 24; hour++)
        {
            var then = now.AddHours(-hour);
            var busy = Math.Max(0, Math.Sin((then.Hour - 6) / 15.0 * Math.PI)) * (then.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.6 : 1);
            foreach (var (type, share) in ((string, double)[])[("message", 9), ("line", 5), ("whatsapp", 4), ("email", 2.5), ("webchat", 3)])
                for (var said = (int)(busy * share * (0.6 + random.NextDouble())); said > 0; said--)
                    Exchange(type, Timestamp.From(then));
        }
        await server.Db.WriteAsync(unit => { sums.Write(unit); return Task.CompletedTask; });

        void Exchange(string type, Timestamp at)
        {
            var agent = Guid.Parse(agents[((string[])["Nora", "Nora", "Nora", "Jun", "Jun", "Sofia", "Tom"])[random.Next(7)]]);
            sums.Said(customer, Told(LastMessage.Peer, Guid.Empty));
            if (random.NextDouble() < 0.4)
                sums.Said(customer, Told(SenderJson.Flow, Guid.Empty));
            if (random.NextDouble() < 0.3)
                return;
            var answer = Told("agent", agent);
            sums.Said(customer, answer);
            if (random.NextDouble() < 0.012)
                sums.Failed(customer, answer, 1);
            if (random.NextDouble() < 0.6)
                sums.Took(customer, OverviewSums.Response, TimeSpan.FromSeconds(20 * Math.Exp(random.NextDouble() * 5.5)), at, agent);
            if (random.NextDouble() < 0.5)
                sums.Took(customer, OverviewSums.Resolution, TimeSpan.FromSeconds(90 * Math.Exp(random.NextDouble() * 7)), at);

            ToldMessage Told(string sender, Guid id) => new(Guid.Empty, Guid.Empty, type, at, new SenderJson(sender, id), new DeliveryJson("delivered", "", "", at));
        }
    }

    private async Task WriteAsync(string from, string name, string text)
    {
        await SmsAsync(from, text);
        if (name.Length > 0)
            (await admin.PutAsync($"/v1.0/conversations/{await ByDialogAsync(from)}", new { name })).Ok();
    }

    private async Task SmsAsync(string from, string text, params (string Type, string Filename, byte[] Bytes)[] medias) => (await admin.PostAsync("/v1.0/phone/messages", new
    {
        from,
        to = Shop,
        text,
        medias = medias.Select(media => new { type = media.Type, filename = media.Filename, data = Convert.ToBase64String(media.Bytes) })
    })).Ok();

    private async Task MailAsync(string hook, string from, string name, string subject, string text) => (await FakeMailgun.MailAsync(server.Http, hook, FakeMailgun.Sign(at: clock.GetUtcNow()),
        ("recipient", "desk@harbour.example"), ("sender", from), ("from", $"{name} <{from}>"), ("subject", subject), ("body-plain", text), ("stripped-text", text), ("Message-Id", $"<{Guid.NewGuid():N}@example.com>"), ("message-headers", "[]"))).ShouldBe(200);

    private async Task WhatsAppAsync(string from, string name, string text)
    {
        var hook = (await admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok()["hook_url"];
        (await FakeWhatsApp.CallAsync(server.Http, hook, FakeWhatsApp.Says(from, text, at: clock.GetUtcNow(), name: name))).ShouldBe(200);
        Conversations["whatsapp"] = await ByDialogAsync(from);
    }

    private async Task SendAsync(LineAccount line, string to, string agent, string text)
    {
        var id = await ByDialogAsync(to);
        if (line.Id.Length > 0)
            await OwnAsync(id, agent);
        await AnswerAsync(id, agent, text);
    }

    private async Task AnswerAsync(string conversation, string agent, string text)
    {
        await OwnAsync(conversation, agent);
        var username = (await admin.GetAsync($"/v1.0/agents/{agents[agent]}")).Ok()["username"];
        (await (await server.LoginAsync(username, TestServer.AdminPassword)).PostAsync($"/v1.0/service_agents/conversations/{conversation}/messages", new { text })).Ok();
    }

    private async Task NoteAsync(string conversation, string agent, string text)
    {
        var username = (await admin.GetAsync($"/v1.0/agents/{agents[agent]}")).Ok()["username"];
        (await (await server.LoginAsync(username, TestServer.AdminPassword)).PostAsync($"/v1.0/service_agents/conversations/{conversation}/notes", new { text })).Ok();
    }

    private async Task OwnAsync(string conversation, string agent) => (await lead.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = agents[agent] })).Ok();

    private async Task LabelAsync(string conversation, params string[] names) => (await lead.PutAsync($"/v1.0/conversations/{conversation}/labels", new { label_ids = names.Select(name => labels[name]) })).Ok();

    private async Task<string> ByDialogAsync(string dialog) =>
        (await admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(dialog)}")).Ok().Result.Single().GetProperty("id").GetString()!;

    private Task ExpectDeliveriesAsync(string conversation) => Poll.UntilAsync(() => admin.GetAsync($"/v1.0/conversations/{conversation}/messages"),
        list => list.Result.All(message => message.GetProperty("delivery").GetProperty("status").GetString() != "queued"));
}
