using System.Text.Json;

namespace Confab.Channels.Email.Mailgun;

/// <summary>Reads what became of a mail (user manual, "Event types", "Webhook payloads").</summary>
internal static class MailgunEvents
{
    /// <summary>The variable by which an event names our message.</summary>
    public const string MessageVariable = "confab-message";

    private const int MaxReason = 500;

    /// <summary>What an event tells. A failure that passes, for Mailgun tries again by itself, is kept and changes nothing.</summary>
    public static Inbound Parse(JsonElement data)
    {
        var name = data.Text("event");
        return (name, data.Text("severity")) switch
        {
            ("accepted", _) => Receipt(data, DeliveryState.Sent),
            ("delivered", _) => Receipt(data, DeliveryState.Delivered),
            ("opened" or "clicked", _) => Receipt(data, DeliveryState.Read),
            ("failed", "permanent") => Receipt(data, DeliveryState.Failed, data.Text("reason") is "bounce" or "" ? MailFailure.Bounce : data.Text("reason")),
            ("rejected", _) => Receipt(data, DeliveryState.Failed, "rejected"),
            ("complained", _) => Receipt(data, DeliveryState.Failed, MailFailure.Complaint),
            _ => new Inbound.Other(Key(data), name, data.Raw())
        };
    }

    private static Inbound Receipt(JsonElement data, DeliveryState state, string code = "")
    {
        var id = MailId.Read(data.Get("message")?.Get("headers")?.Text("message-id") ?? "");
        var ours = Ids.TryParse(data.Get("user-variables")?.Text(MessageVariable), out var message);
        return id.Length == 0 && !ours ? new Inbound.Other(Key(data), data.Text("event"), data.Raw())
            : new Inbound.Receipt(Key(data), id, ours ? message : null, state, code, state == DeliveryState.Failed ? Reason(data) : "") { Overrules = state == DeliveryState.Failed };
    }

    /// <summary>An event's id is unique for a day only, so its time goes with it.</summary>
    private static string Key(JsonElement data) => "event:" + Convert.ToHexStringLower(Secrets.Hash(
        data.Text("id") is { Length: > 0 } id ? $"{id}\n{data.Text("event")}\n{data.Get("timestamp")?.GetRawText()}" : data.GetRawText()));

    private static string Reason(JsonElement data)
    {
        if (data.Text("event") == "complained")
            return "The recipient marked it as spam.";
        var status = data.Get("delivery-status");
        var code = status?.Get("code") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "";
        var words = status?.Text("message") is { Length: > 0 } message ? message : status?.Text("description") is { Length: > 0 } description ? description : data.Get("reject")?.Text("reason") ?? "";
        var reason = MailSubject.OneLine($"{code} {words}");
        return reason.Length == 0 ? "Mailgun did not say why." : reason.Length <= MaxReason ? reason : ProviderText.Clean(reason[..MaxReason]);
    }
}
