using System.Text.Json.Nodes;

namespace Confab.Demo;

/// <summary>The tutorial, chapter by chapter: what it shows, what it promises, and what it says is refused.</summary>
internal sealed class Walkthrough(Story story, FakeLine line, FakeReceiver receiver, string lineToken, string adminPassword, Newcomer newcomer)
{
    public const string AdminUsername = "admin@demo";
    public const string WebhookSecret = "whsec_ZGVtby1zZWNyZXQtZGVtby1zZWNyZXQ=";
    private const string LineSecret = "demo-channel-secret";
    private const string Key = "<ACCESS_KEY>";
    private const string Admin = "<ADMIN_TOKEN>";
    private const string Agent = "<AGENT_TOKEN>";
    private const string Taro = "Ud871bcaf7c3ad13d2a0b0d78a42a287f";
    private const string Phone = "+15550199001";

    private string hook = "";

    /// <summary>Plays all of it.</summary>
    public async Task PlayAsync()
    {
        line.Profiles[Taro] = "Taro";
        await SignInAsync();
        await SetUpAsync();
        var conversation = await FirstMessageAsync();
        await ListAndSendAsync(conversation);
        await AssignmentChapter.PlayAsync(story, receiver, conversation, await AgentIdAsync(), SayOnLineAsync);
        await RefusalsChapter.PlayAsync(story, conversation, await AgentIdAsync());
        await SmsAsync();
        await WebhooksChapter.PlayAsync(story, receiver);
    }

    private async Task SignInAsync()
    {
        story.Chapter("Prerequisites: an authentication token, from POST /auth/login or GET /accesskeys");
        story.Credential("<ADMIN_PASSWORD>", adminPassword);
        story.Credential("<AGENT_PASSWORD>", newcomer.AgentPassword);
        foreach (var (name, username, password) in ((string, string, string)[])[(Admin, AdminUsername, adminPassword), (Agent, newcomer.AgentUsername, newcomer.AgentPassword)])
        {
            var login = await story.CallAsync("POST", "/auth/login", null, new JsonObject { ["username"] = username, ["password"] = password });
            story.Credential(name, login["token"]);
            story.Expect($"{username} signs in and gets a token", login.Status == 200 && login["username"] == username && login["token"].Length > 100);
        }
        var keys = await story.CallAsync("GET", "/v1.0/accesskeys", Key);
        story.Expect("access keys are listed by their prefix only", keys.Rows.Count == 1 && keys.Rows[0]["token"]!.ToString() == "" && newcomer.AccessKey.StartsWith(keys.Rows[0]["token_prefix"]!.ToString(), StringComparison.Ordinal));
    }

    private async Task SetUpAsync()
    {
        story.Chapter("A webhook, a flow, and a conversation account for LINE");
        story.Credential("<WEBHOOK_SECRET>", WebhookSecret);
        story.Credential("<CHANNEL_SECRET>", LineSecret);
        story.Credential("<CHANNEL_ACCESS_TOKEN>", lineToken);
        var customer = await story.CallAsync("PUT", "/v1.0/customer", Admin, new JsonObject { ["webhook_uri"] = receiver.Address + "/webhook", ["webhook_method"] = "POST", ["webhook_secret"] = WebhookSecret });
        story.Expect("the customer's webhook is set, its secret is not shown", customer.Status == 200 && !customer.Text.Contains(WebhookSecret, StringComparison.Ordinal));
        var flow = await story.CallAsync("POST", "/v1.0/flows", Admin, new JsonObject
        {
            ["name"] = "Answer", ["detail"] = "Answers every message",
            ["actions"] = new JsonArray(new JsonObject { ["type"] = "conversation_send", ["option"] = new JsonObject { ["text"] = "Thank you for: ${voipbin.conversation_message.text}" } })
        });
        story.Expect("the flow is kept", flow.Status == 200);
        var account = await story.CallAsync("POST", "/v1.0/conversation_accounts", Admin, new JsonObject
        {
            ["type"] = "line", ["name"] = "LINE", ["detail"] = "", ["secret"] = LineSecret, ["token"] = lineToken, ["message_flow_id"] = flow["id"]
        });
        story.Expect("the account is kept, its secrets are not shown", account.Status == 200 && account["secret"] == "" && account["token"] == "");
        hook = $"{story.Url}/v1.0/conversation/accounts/{account["id"]}";
    }

    private async Task<string> FirstMessageAsync()
    {
        story.Chapter("Conversations are auto-created when messages arrive – there is no POST /conversations endpoint");
        story.Expect("POST /conversations is 405", (await story.CallAsync("POST", "/v1.0/conversations", Admin, new JsonObject())).Status == 405);
        var forged = await story.ProviderAsync("somebody without a signature", FakeLine.Webhook(hook, null, "{\"events\":[]}"u8.ToArray()));
        story.Expect("an unsigned call is refused", forged.Status == 401);
        var wrong = await story.ProviderAsync("somebody with another secret", FakeLine.Webhook(hook, "guessed", line.Text(Taro, "forged")));
        story.Expect("a wrongly signed call is refused, and nothing is stored", wrong.Status == 401 && (await story.CallAsync("GET", "/v1.0/conversations", Admin)).Rows.Count == 0);

        var first = line.Text(Taro, "Hello");
        story.Expect("LINE's call is taken", (await story.ProviderAsync("LINE", FakeLine.Webhook(hook, LineSecret, first))).Status == 200);
        story.Expect("LINE's redelivery of the same event is taken too", (await story.ProviderAsync("LINE again", FakeLine.Webhook(hook, LineSecret, first))).Status == 200);
        var answer = await line.WaitForPushAsync(push => push.To == Taro);
        story.Expect("the registered flow answered through LINE", answer.Text == "Thank you for: Hello");
        var named = await story.UntilAsync("/v1.0/conversations", Admin, page => page.Rows.Count == 1 && page.Rows[0]["name"]!.ToString() == "LINE · Taro");
        story.Expect("one conversation, named after the profile: LINE · Taro", named.Rows.Count == 1 && named.Rows[0]["name"]!.ToString() == "LINE · Taro");
        return named.Rows[0]["id"]!.ToString();
    }

    private async Task ListAndSendAsync(string id)
    {
        story.Chapter("Get list of conversations, get detail, send a message, get list of messages");
        var list = await story.CallAsync("GET", "/v1.0/conversations", Admin);
        story.Expect("the fields come in the tutorial's order", Names(list.Rows[0]).Take(14).SequenceEqual(
            ["id", "customer_id", "owner_type", "owner_id", "account_id", "name", "detail", "type", "dialog_id", "self", "peer", "tm_create", "tm_update", "tm_delete"]));
        story.Expect("next_page_token is the last row's tm_create", list["next_page_token"] == list.Rows[0]["tm_create"]!.ToString());
        var one = await story.CallAsync("GET", $"/v1.0/conversations/{id}", Admin);
        story.Expect("type line, dialog_id the user, self and peer as in the example", one["type"] == "line" && one["dialog_id"] == Taro && one.Json["self"]!["target_name"]!.ToString() == "me");
        var sent = await story.CallAsync("POST", $"/v1.0/conversations/{id}/messages", Admin, new JsonObject { ["text"] = "Hello, this is a test message. Thank you for your time.", ["medias"] = new JsonArray() });
        story.Expect("the message is outgoing and progressing", sent["direction"] == "outgoing" && sent["status"] == "progressing" && sent["reference_type"] == "line" && sent["reference_id"] == Taro);
        var push = await line.WaitForPushAsync(push => push.RetryKey == sent["id"]);
        story.Expect("LINE got it under a retry key that is the message's id", push.To == Taro);
        await story.UntilAsync($"/v1.0/conversations/{id}/messages", Admin, page => page.Rows[0]["status"]!.ToString() == "done");
        var messages = await story.CallAsync("GET", $"/v1.0/conversations/{id}/messages?page_size=3", Admin);
        story.Expect("newest first: done, the flow's answer, and the one that came in, once", messages.Rows.Select(row => row["text"]!.ToString()).SequenceEqual(
            ["Hello, this is a test message. Thank you for your time.", "Thank you for: Hello", "Hello"]) && messages.Rows[0]["status"]!.ToString() == "done");
    }

    private async Task SmsAsync()
    {
        story.Chapter("The same by SMS: type message, through the sandbox's pretend phone");
        await story.CallAsync("POST", "/v1.0/phone/messages", Key, new JsonObject { ["from"] = Phone, ["to"] = FirstStart.SandboxNumber, ["text"] = "Hi" });
        var found = await story.UntilAsync("/v1.0/conversations?type=message", Admin, page => page.Rows.Count == 1);
        var id = found.Rows[0]["id"]!.ToString();
        story.Expect($"a conversation of type message, named SMS · {Phone}", found.Rows[0]["name"]!.ToString() == $"SMS · {Phone}");
        var inbox = await story.UntilAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(Phone)}", Key, page => page.Rows.Count == 1);
        story.Expect("the greeting flow answered to the phone", inbox.Rows[0]["text"]!.ToString().StartsWith("Hello!", StringComparison.Ordinal));
        await AssignmentChapter.PlayAsync(story, receiver, id, await AgentIdAsync(), text =>
            story.CallAsync("POST", "/v1.0/phone/messages", Key, new JsonObject { ["from"] = Phone, ["to"] = FirstStart.SandboxNumber, ["text"] = text }));
        var sms = await story.CallAsync("POST", "/v1.0/messages", Admin, new JsonObject
        {
            ["source"] = new JsonObject { ["type"] = "tel", ["target"] = FirstStart.SandboxNumber },
            ["destinations"] = new JsonArray(new JsonObject { ["type"] = "tel", ["target"] = Phone }), ["text"] = "By number"
        });
        var latest = await story.CallAsync("GET", $"/v1.0/conversations/{id}/messages?page_size=1", Admin);
        story.Expect("an SMS sent by number appears in its conversation", sms.Status == 200 && latest.Rows[0]["text"]!.ToString() == "By number");
    }

    private async Task<string> AgentIdAsync() =>
        (await story.UntilAsync("/v1.0/me", Agent, _ => true))["id"];

    private Task<Reply> SayOnLineAsync(string text) => story.ProviderAsync($"LINE ({text})", FakeLine.Webhook(hook, LineSecret, line.Text(Taro, text)));

    private static IEnumerable<string> Names(JsonObject json) => json.Select(property => property.Key);
}
