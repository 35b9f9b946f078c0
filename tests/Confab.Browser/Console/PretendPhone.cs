namespace Confab.Browser.Console;

/// <summary>The customer's phone, where a test does not write on its screen.</summary>
internal static class PretendPhone
{
    /// <summary>The one that the console begins with.</summary>
    public const string Number = "+15550199001";

    /// <summary>It writes to the sandbox's number.</summary>
    public static async Task SayAsync(this TestServer server, string text, string from = Number) =>
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from, to = FirstStart.SandboxNumber, text })).Ok();

    /// <summary>What it received, oldest first.</summary>
    public static async Task<string[]> HeardAsync(this TestServer server, string number = Number) =>
        [.. (await server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(number)}")).Result.Reverse().Select(row => row.GetProperty("text").GetString()!)];

    /// <summary>The conversation with it.</summary>
    public static async Task<string> ConversationOfAsync(this TestServer server, string number = Number) =>
        (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(number)}")).Ok().Result[0].GetProperty("id").GetString()!;

    /// <summary>Makes an agent of this name and username; returns its id.</summary>
    public static async Task<string> AddNamedAsync(this TestServer server, string name)
    {
        var (id, _) = await server.AddAgentAsync(username: $"{name}@test");
        (await server.Admin.PutAsync($"/v1.0/agents/{id}", new { name })).Ok();
        return id;
    }
}
