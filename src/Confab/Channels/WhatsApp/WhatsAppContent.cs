using System.Text.Json;

namespace Confab.Channels.WhatsApp;

/// <summary>
/// What a message says, as a text that a person can read and entries that hold the rest ("messages webhook reference", one page for each
/// type). Whatever is said in words is the text; ids, places, choices and what else belongs to it are entries in Meta's words.
/// </summary>
internal static class WhatsAppContent
{
    private const int MaxData = 4096;
    private static readonly string[] AddressLines = ["street", "city", "state", "zip", "country"];

    /// <summary>A message's text and entries: its content, then what it answers, whether it was forwarded, and which advertisement led to it.</summary>
    public static (string Text, List<InboundMedia> Medias) Read(JsonElement message)
    {
        var type = message.Text("type");
        var content = message.Get(type) ?? default;
        var (text, medias) = type switch
        {
            "text" => (content.Text("body"), new List<InboundMedia>()),
            "image" or "video" or "audio" or "document" or "sticker" => (content.Text("caption"), [File(type, content)]),
            "location" => ("", [Location(content)]),
            "contacts" => ("", [.. WhatsAppHook.Items(message, "contacts").Select(Contact)]),
            "button" => (content.Text("text"), [Entry("button", content, "payload")]),
            "interactive" => Interactive(content),
            "order" => Order(content),
            "reaction" => (content.Text("emoji"), [Reaction(content)]),
            "system" => (content.Text("body"), [Entry("system", content, "type:kind", "wa_id", "new_wa_id", "identity")]),
            _ => ("", [Unsupported(message, type, content)])
        };
        if (message.Get("context") is { } context)
            medias.AddRange(Context(context));
        if (message.Get("referral") is { } referral)
            medias.Add(Entry("referral", referral, "source_type", "source_id", "source_url", "headline", "body", "media_type", "image_url", "video_url", "thumbnail_url", "ctwa_clid"));
        return (text, medias);
    }

    private static InboundMedia File(string type, JsonElement content) => Entry(type == "document" ? "file" : type, content, "mime_type:content_type", "sha256", "voice", "animated") with
    {
        Filename = content.Text("filename"),
        Source = content.Text("id")
    };

    private static InboundMedia Location(JsonElement content) => Entry("location", content, "name:title", "address", "latitude", "longitude", "url:link");

    /// <summary>A card: each kind of thing in one line.</summary>
    private static InboundMedia Contact(JsonElement card)
    {
        var details = new Dictionary<string, object>();
        Add(details, "name", Joined([card.Get("name")?.Text("formatted_name") ?? ""]));
        Add(details, "phones", Joined(WhatsAppHook.Items(card, "phones").Select(phone => phone.Text("phone") is { Length: > 0 } number ? number : phone.Text("wa_id"))));
        Add(details, "wa_ids", Joined(WhatsAppHook.Items(card, "phones").Select(phone => phone.Text("wa_id"))));
        Add(details, "emails", Joined(WhatsAppHook.Items(card, "emails").Select(email => email.Text("email"))));
        Add(details, "organization", Joined([card.Get("org")?.Text("company") ?? "", card.Get("org")?.Text("department") ?? "", card.Get("org")?.Text("title") ?? ""]));
        Add(details, "addresses", Joined(WhatsAppHook.Items(card, "addresses").Select(address => Joined(AddressLines.Select(line => address.Text(line)))), "; "));
        Add(details, "urls", Joined(WhatsAppHook.Items(card, "urls").Select(url => url.Text("url"))));
        Add(details, "birthday", card.Text("birthday"));
        return new InboundMedia("contact", "", "", details);
    }

    /// <summary>What the peer chose or filled in; the text is the words on it.</summary>
    private static (string, List<InboundMedia>) Interactive(JsonElement content)
    {
        var kind = content.Text("type");
        var answer = content.Get(kind) ?? default;
        var entry = Entry("interactive", answer, "id:reply_id", "title", "description", "name", "body", "response_json");
        return (answer.Text("title") is { Length: > 0 } title ? title : answer.Text("body"),
            [kind is "button_reply" or "list_reply" or "nfm_reply" ? With(entry, "kind", kind) : With(With(entry, "kind", kind), "data", Data(answer))]);
    }

    /// <summary>What was ordered, a line for each product.</summary>
    private static (string, List<InboundMedia>) Order(JsonElement content)
    {
        var lines = WhatsAppHook.Items(content, "product_items").Select(item =>
            $"{Number(item, "quantity")} × {item.Text("product_retailer_id")}, {Number(item, "item_price")} {item.Text("currency")}".TrimEnd()).ToList();
        var entry = With(Entry("order", content, "catalog_id"), "product_items", Data(content.Get("product_items") ?? default));
        return (string.Join('\n', lines.Prepend(content.Text("text")).Where(line => line.Length > 0)), [entry]);
    }

    private static InboundMedia Reaction(JsonElement content) =>
        With(Entry("reaction", content, "emoji"), "action", content.Text("emoji").Length > 0 ? "added" : "removed") with { About = content.Text("message_id") };

    private static IEnumerable<InboundMedia> Context(JsonElement context)
    {
        if (context.Text("id") is { Length: > 0 } id)
        {
            var details = new Dictionary<string, object>();
            foreach (var name in (string[])["catalog_id", "product_retailer_id"])
                Add(details, name, context.Get("referred_product")?.Text(name) ?? "");
            yield return new InboundMedia("reply_context", "", "", details) { About = id };
        }
        if (IsTrue(context, "forwarded") || IsTrue(context, "frequently_forwarded"))
            yield return new InboundMedia("forwarded", "", "", new Dictionary<string, object> { ["frequently"] = IsTrue(context, "frequently_forwarded") });
    }

    /// <summary>What WhatsApp does not hand on, and what is newer than we are: told, so that an agent knows that something came.</summary>
    private static InboundMedia Unsupported(JsonElement message, string type, JsonElement content)
    {
        var error = WhatsAppHook.Items(message, "errors").FirstOrDefault();
        var entry = With(new InboundMedia("unsupported", "", "", new Dictionary<string, object>()), "kind", type);
        entry = With(With(entry, "code", WhatsAppErrors.Code(error)), "reason", error.Get("error_data")?.Text("details") is { Length: > 0 } details ? details : error.Text("title"));
        return With(entry, "data", Data(content));
    }

    /// <summary>An entry with those of an object's fields that are there; <c>a:b</c> tells field a as b.</summary>
    private static InboundMedia Entry(string type, JsonElement from, params string[] names)
    {
        var details = new Dictionary<string, object>();
        foreach (var (name, shown) in names.Select(name => name.Split(':')).Select(pair => (pair[0], pair[^1])))
            if (from.Get(name) is { ValueKind: JsonValueKind.Number } number)
                details[shown] = number.TryGetInt64(out var whole) ? whole : number.TryGetDouble(out var real) && double.IsFinite(real) ? real : 0L;
            else if (from.Get(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag)
                details[shown] = flag.GetBoolean();
            else
                Add(details, shown, from.Text(name));
        return new InboundMedia(type, "", "", details);
    }

    private static InboundMedia With(InboundMedia entry, string name, string value)
    {
        var details = entry.Details.ToDictionary();
        Add(details, name, value);
        return entry with { Details = details };
    }

    private static void Add(Dictionary<string, object> details, string name, string value)
    {
        if (value.Length > 0)
            details[name] = value;
    }

    private static string Joined(IEnumerable<string> parts, string separator = ", ") => string.Join(separator, parts.Where(part => part.Length > 0));

    private static string Number(JsonElement item, string name) => item.Get(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : item.Text(name);

    private static string Data(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? "" : element.Raw() is { Length: <= MaxData } raw ? raw : ProviderText.Clean(element.Raw()[..MaxData]);

    private static bool IsTrue(JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.True };
}
