using System.Text.Json.Nodes;
using Confab.Demo;
using Confab.Faults.Fakes;

namespace Confab.Faults.Loads;

/// <summary>Somebody who writes through a provider.</summary>
/// <param name="channel">What their channel is called.</param>
/// <param name="name">What the provider calls them, which is their conversation's <c>dialog_id</c>.</param>
internal abstract class User(string channel, string name)
{
    /// <summary>What their channel is called.</summary>
    public string Channel { get; } = channel;

    /// <summary>Whether they write, or are written to only.</summary>
    public virtual bool Writes => true;

    /// <summary>What the provider calls them.</summary>
    public string Name { get; } = name;

    /// <summary>Their conversation, once it is known.</summary>
    public string? Conversation { get; set; }

    /// <summary>The provider's call, the same whenever it is repeated.</summary>
    public abstract HttpRequestMessage Webhook(string text, Guid id);
}

/// <summary>Somebody on LINE.</summary>
internal sealed class LineUser(string name, string hook, string secret) : User("line", name)
{
    /// <inheritdoc />
    public override HttpRequestMessage Webhook(string text, Guid id) => FakeLine.Webhook(hook, secret, FakeLine.Event("message", Name, $"01{id:N}", new JsonObject
    {
        ["message"] = new JsonObject { ["type"] = "text", ["id"] = $"5{id:N}", ["text"] = text, ["quoteToken"] = "q" }
    }));
}

/// <summary>Somebody with a phone, through Twilio.</summary>
internal sealed class SmsUser(string number, string hook, string to) : User("twilio", number)
{
    /// <inheritdoc />
    public override HttpRequestMessage Webhook(string text, Guid id) =>
        Carrier.Webhook(hook, ("MessageSid", $"SM{id:N}"), ("AccountSid", Carrier.Sid), ("From", Name), ("To", to), ("Body", text), ("NumMedia", "0"));
}
