using System.Text.Json;
using System.Text.Json.Serialization;

namespace Confab.Floor;

/// <summary>A message with about as many fields, of about the same size, as the API's.</summary>
internal sealed record Message(Guid Id, int ConversationId, string Direction, string Status, string ReferenceType, string Source, string Destination,
    string Text, string Medias, string SenderType, string Delivery, string ProviderId, string TmCreate, string TmUpdate, string TmDelete)
{
    /// <summary>What the provider repeats on a redelivery.</summary>
    [JsonIgnore]
    public string Key { get; init; } = Guid.NewGuid().ToString();

    /// <summary>A message of now.</summary>
    public static Message New(int conversation, string text)
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.ffffff");
        return new Message(Guid.CreateVersion7(), conversation, "incoming", "done", "line", "U00000000000000000000000000000000", "U0", text, "[]", "peer",
            "delivered", "", now, now, "9999-01-01 00:00:00.000000");
    }

    /// <summary>This message as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, FloorJson.Default.Message);
}

/// <summary>A page of messages.</summary>
internal sealed record MessagePage(List<Message> Result, string NextPageToken);

/// <summary>The body of a LINE hook, as far as it is used.</summary>
internal sealed record Hook(List<HookEvent> Events);

/// <summary>One of its events.</summary>
internal sealed record HookEvent(string WebhookEventId, HookSource Source, HookMessage Message);

/// <summary>Who wrote.</summary>
internal sealed record HookSource(string UserId);

/// <summary>What was written.</summary>
internal sealed record HookMessage(string Id, string Text);

/// <summary>The body of a call that sends.</summary>
internal sealed record Send(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(Send))]
internal sealed partial class FloorJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Hook))]
internal sealed partial class HookJson : JsonSerializerContext;
