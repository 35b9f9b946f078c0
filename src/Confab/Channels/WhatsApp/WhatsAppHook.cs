using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Confab.Channels.WhatsApp;

/// <summary>
/// Walks a call of Meta's ("Webhooks", "messages webhook reference"): entries, their changes, and the messages and statuses of each. Nothing in
/// a signed call is an error: what we do not know, and what is for another number, is kept as it came.
/// </summary>
internal static class WhatsAppHook
{
    private const int MaxKey = 200;
    private const int MaxRaw = 65_536;

    /// <summary>Everything that a call carried.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="phoneNumberId">The account's number.</param>
    public static List<Inbound> Parse(ReadOnlyMemory<byte> body, string phoneNumberId)
    {
        var json = ProviderText.Json(body);
        var changes = Items(json, "entry").SelectMany(entry => Items(entry, "changes").Select(change => (Entry: entry, Change: change))).ToList();
        return changes.Count == 0 ? [Unreadable(body)] : [.. changes.SelectMany(item => Read(item.Entry, item.Change, phoneNumberId))];
    }

    /// <summary>The items of a list, none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement? element, string name) =>
        element?.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>A key for something with an id of the provider's: that id and what tells its news apart.</summary>
    public static string Key(string id, string kind) => (kind.Length == 0 ? id : $"{id}:{kind}") is { Length: <= MaxKey } key ? key : Hash("id:", Encoding.UTF8.GetBytes($"{id}\n{kind}"));

    private static IEnumerable<Inbound> Read(JsonElement entry, JsonElement change, string phoneNumberId)
    {
        var value = change.Get("value") ?? default;
        if (change.Text("field") != "messages" || value.Get("metadata")?.Text(WhatsAppChannel.PhoneNumberId) != phoneNumberId)
            return [Other(change, change.Text("field"), entry.Get("time")?.GetRawText() ?? "")];
        var self = new Address("whatsapp", Digits(value.Get("metadata")!.Value.Text("display_phone_number")), "me");
        List<Inbound> items =
        [
            .. Items(value, "messages").Select(message => Message(message, value, self)),
            .. Items(value, "statuses").Select(WhatsAppStatus.Parse)
        ];
        return items.Count > 0 && value.Get("errors") is null ? items : [.. items, Other(change, "messages", entry.Get("time")?.GetRawText() ?? "")];
    }

    /// <summary>A message of one person's; what comes from a group is kept.</summary>
    private static Inbound Message(JsonElement message, JsonElement value, Address self)
    {
        var (id, from) = (message.Text("id"), message.Text("from"));
        if (id.Length is 0 or > MaxKey || from.Length is 0 or > MaxKey || message.Get("group_id") is not null)
            return Other(message, message.Text("type"), "");
        var name = Items(value, "contacts").FirstOrDefault(contact => contact.Text("wa_id") == from).Get("profile")?.Text("name") ?? "";
        var (text, medias) = WhatsAppContent.Read(message);
        return new Inbound.Message(id, id, from, self, new Address("whatsapp", from, name), text, medias)
        {
            IsAutomatic = message.Text("type") == "system",
            Written = Time(message.Text("timestamp"))
        };
    }

    /// <summary>Keeps something as it came.</summary>
    public static Inbound.Other Other(JsonElement element, string kind, string salt) => new(Hash("event:", Encoding.UTF8.GetBytes(salt + element.GetRawText())), kind, element.Raw());

    private static Inbound.Other Unreadable(ReadOnlyMemory<byte> body)
    {
        var text = ProviderText.Decode(body.Span);
        return new Inbound.Other(Hash("body:", body.Span), "", text.Length <= MaxRaw ? text : ProviderText.Clean(text[..MaxRaw]));
    }

    private static Timestamp? Time(string seconds) =>
        long.TryParse(seconds, out var unix) && unix is > 0 and < 253_370_764_800 ? Timestamp.From(DateTimeOffset.FromUnixTimeSeconds(unix)) : null;

    private static string Digits(string number) => string.Concat(number.Where(char.IsAsciiDigit));

    private static string Hash(string prefix, ReadOnlySpan<byte> bytes) => prefix + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
