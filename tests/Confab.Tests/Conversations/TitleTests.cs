using Confab.Conversations;
using FsCheck;
using FsCheck.Fluent;

namespace Confab.Tests.Conversations;

public sealed class TitleTests
{
    [Theory]
    [InlineData("SMS", "tel", "+15550199001", "", "SMS · +15550199001")]
    [InlineData("SMS", "tel", "+15550199001", "Ann", "SMS · Ann (+15550199001)")]
    [InlineData("LINE", "line", "U123", "Unknown", "LINE · Unknown")]
    [InlineData("LINE", "line", "U123", "Taro", "LINE · Taro")]
    [InlineData("LINE", "line", "U123", "", "LINE · Unknown")]
    [InlineData("WhatsApp", "whatsapp", "15550199001", "Ann", "WhatsApp · Ann (15550199001)")]
    [InlineData("Email", "email", "ann@example.com", "", "Email · ann@example.com")]
    [InlineData("Webchat", "web_session", "4d9c", "", "Webchat · Unknown")]
    public void A_title_names_the_peer(string channel, string type, string target, string name, string title) =>
        ConversationTitle.Name(channel, new Address(type, target, name)).ShouldBe(title);

    [Fact]
    public void An_id_that_means_nothing_to_a_person_is_never_shown()
    {
        Prop.ForAll<string, Guid>((name, id) =>
            !ConversationTitle.Name("LINE", new Address("line", $"U{id:N}", name ?? "")).Contains(id.ToString("N"), StringComparison.Ordinal)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_profile_names_the_peer_once_but_not_over_a_title_that_a_person_wrote()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var asked = new TaskCompletionSource();
        server.Line.Profiles["Utaro"] = "Taro";
        server.Line.Profiles["Ujiro"] = "Jiro";
        server.Line.Intercept = async http =>
        {
            if (http.Request.Path == "/v2/bot/profile/Ujiro")
                await asked.Task;
            return false;
        };
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Utaro", "hello");
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["name"] == "LINE · Taro");
        var id = (await line.SayAsync("Ujiro", "hello")).GetProperty("id").GetString();
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { name = "VIP" })).Ok();
        asked.SetResult();
        var told = await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["peer"]!["target_name"] == "Jiro");
        ((string?)told.Data["name"]).ShouldBe("VIP");
        server.Receiver.Events.Count(told => told.Type == "conversation_updated" && (string?)told.Data["dialog_id"] == "Utaro").ShouldBe(1);
    }
}
