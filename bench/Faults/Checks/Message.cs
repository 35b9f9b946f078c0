using System.Net.Http.Headers;

namespace Confab.Faults.Checks;

/// <summary>A message as the API shows it in the end.</summary>
internal sealed record Message(string Id, string Conversation, string Type, bool IsIncoming, string Text, string Status, string ErrorCode)
{
    /// <summary>Whether nobody knows what became of it, and it says so.</summary>
    public bool IsUnknown => Status == "failed" && ErrorCode == "outcome_unknown";

    /// <summary>Every message of every conversation.</summary>
    public static async Task<List<Message>> AllAsync(string url, string key)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var all = new List<Message>();
        await foreach (var conversation in PagesAsync(http, "/v1.0/conversations"))
            await foreach (var message in PagesAsync(http, $"/v1.0/conversations/{conversation.GetProperty("id")}/messages"))
                all.Add(Read(message));
        return all;
    }

    private static Message Read(JsonElement message)
    {
        string Text(string name) => message.GetProperty(name).GetString()!;
        return new Message(Text("id"), Text("conversation_id"), Text("reference_type"), Text("direction") == "incoming", Text("text"), Text("status"),
            message.GetProperty("delivery").GetProperty("error_code").GetString()!);
    }

    private static async IAsyncEnumerable<JsonElement> PagesAsync(HttpClient http, string path)
    {
        for (var token = ""; ;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"{path}?page_token={Uri.EscapeDataString(token)}");
            foreach (var row in page.GetProperty("result").EnumerateArray())
                yield return row;
            token = page.GetProperty("next_page_token").GetString()!;
            if (token.Length == 0)
                break;
        }
    }
}
