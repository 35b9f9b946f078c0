using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Confab.Basics;

/// <summary>
/// A JSON object that came in, read field by field: an absent or null field is null, a field of the wrong type is a problem that names it,
/// an unknown field is ignored.
/// </summary>
internal sealed class JsonBody(JsonElement root, string path = "")
{
    /// <summary>The most characters in a short text such as a name, unless a field says otherwise.</summary>
    public const int MaxName = 255;

    /// <summary>How deep a body may be nested: less than the framework's writer allows, as what is kept is shown again inside a page.</summary>
    private const int MaxDepth = 48;

    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement;

    /// <summary>An object without fields.</summary>
    public static JsonBody None { get; } = new(Empty);

    /// <summary>Reads a request's body, which must be a JSON object.</summary>
    public static async Task<JsonBody> ReadAsync(HttpRequest request) => Parse(await ReadBytesAsync(request));

    /// <summary>The raw bytes of a request whose content type is JSON or not given.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request)
    {
        if (request.ContentType is { Length: > 0 } && !request.HasJsonContentType())
            throw Problem.ContentType.AsException();
        return await ReadRawAsync(request);
    }

    /// <summary>The raw bytes of a request, whatever they are; a problem when they are over the server's limit or end early.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadRawAsync(HttpRequest request)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 1024, 256, 65536));
            while (await request.Body.ReadAsync(buffer.GetMemory(1024)) is > 0 and var count)
                buffer.Advance(count);
            return buffer.WrittenMemory;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw Problem.BodyTooLarge.AsException();
        }
    }

    /// <summary>Parses bytes that must be a JSON object.</summary>
    public static JsonBody Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
            throw Problem.InvalidJson("The body must be UTF-8.").AsException();
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Problem.InvalidJson("The body must be a JSON object.").AsException();
            if (bytes.Span.IndexOf("\\u"u8) >= 0)
                JsonText.CheckAll(document.RootElement, "");
            return new JsonBody(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw Problem.InvalidJson("The body is not valid JSON.").AsException();
        }
    }

    /// <summary>A field that is there and not null.</summary>
    public JsonElement? Element(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text.</summary>
    public string? Text(string name, int max = MaxName) => Element(name) is { } value ? JsonText.Read(value, Path(name), max) : null;

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name, int max = MaxName) =>
        Text(name, max) is { Length: > 0 } text ? text : throw Problem.Missing(Path(name)).AsException();

    /// <summary>One of a few words.</summary>
    public string? Word(string name, IReadOnlyCollection<string> allowed) =>
        Text(name) is not { } text || allowed.Contains(text) ? Text(name)
            : throw Problem.Invalid(Path(name), $"must be one of {string.Join(", ", allowed.Select(word => $"\"{word}\""))}.").AsException();

    /// <summary>A list of a few words, each once.</summary>
    public List<string>? Words(string name, IReadOnlyCollection<string> allowed) => List(name, 1000)?.Select((item, index) =>
        JsonText.Read(item, $"{Path(name)}[{index}]", MaxName) is var word && allowed.Contains(word) ? word
            : throw Problem.Invalid($"{Path(name)}[{index}]", $"must be one of {string.Join(", ", allowed.Select(known => $"\"{known}\""))}.").AsException()).Distinct().ToList();

    /// <summary>A moment, in either form that the API takes.</summary>
    public Timestamp? Time(string name) => Text(name) switch
    {
        null => null,
        var text => Timestamp.TryParse(text, out var time) ? time : throw Problem.Invalid(Path(name), "must be a time, as in 2026-11-24 12:00:00.").AsException()
    };

    /// <summary>An id; empty text counts as the nil UUID.</summary>
    public Guid? Id(string name) => Text(name) switch
    {
        null => null,
        "" => Guid.Empty,
        var text => Ids.TryParse(text, out var id) ? id : throw Problem.InvalidId(Path(name)).AsException()
    };

    /// <summary>A whole number within bounds.</summary>
    public long? Number(string name, long min, long max) => Element(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) && number >= min && number <= max => number,
        _ => throw Problem.Invalid(Path(name), $"must be a whole number from {min} to {max}.").AsException()
    };

    /// <summary>True or false.</summary>
    public bool? Flag(string name) => Element(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        _ => throw Problem.Invalid(Path(name), "must be true or false.").AsException()
    };

    /// <summary>A nested object.</summary>
    public JsonBody? Object(string name) => Element(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new JsonBody(value, Path(name) + "."),
        _ => throw Problem.Invalid(Path(name), "must be an object.").AsException()
    };

    /// <summary>A list of objects.</summary>
    public List<JsonBody>? Objects(string name, int max = 1000) => List(name, max)?.Select((item, index) =>
        item.ValueKind == JsonValueKind.Object ? new JsonBody(item, $"{Path(name)}[{index}].")
            : throw Problem.Invalid($"{Path(name)}[{index}]", "must be an object.").AsException()).ToList();

    /// <summary>The same, null in place of each entry that is no object, for who names every fault.</summary>
    public List<JsonBody?>? ObjectsOrNot(string name, int max = 1000) =>
        List(name, max)?.Select((item, index) => item.ValueKind == JsonValueKind.Object ? new JsonBody(item, $"{Path(name)}[{index}].") : null).ToList();

    /// <summary>This object as an address; fields that are absent are empty.</summary>
    public Address Address() => new(Word("type", Basics.Address.Types) ?? "", Text("target") ?? "", Text("target_name") ?? "", Text("name") ?? "", Text("detail") ?? "");

    /// <summary>This object as a phone number's address.</summary>
    public Address Phone() => Address() is var address && address.Target.Length == 0 ? throw Problem.Missing(Path("target")).AsException()
        : address.Type is "" or "tel" ? address with { Type = "tel" } : throw Problem.Invalid(Path("type"), "must be \"tel\".").AsException();

    /// <summary>This object as a mail address, in its one form.</summary>
    public Address Mail() => Address() is var address && address.Target.Length == 0 ? throw Problem.Missing(Path("target")).AsException()
        : address.Type is not ("" or "email") ? throw Problem.Invalid(Path("type"), "must be \"email\".").AsException()
        : Mailbox.TryNormalize(address.Target, out var target) ? address with { Type = "email", Target = target }
        : throw Problem.Invalid(Path("target"), Mailbox.Expected).AsException();

    /// <summary>A list of ids.</summary>
    public List<Guid>? IdList(string name, int max = 1000) => List(name, max)?.Select((item, index) =>
        item.ValueKind == JsonValueKind.String && Ids.TryParse(JsonText.Read(item, Path(name), MaxName), out var id) ? id
            : throw Problem.InvalidId($"{Path(name)}[{index}]").AsException()).ToList();

    /// <summary>The object itself.</summary>
    public JsonElement Root => root;

    /// <summary>A field's full name, for problems.</summary>
    public string Path(string name) => path + name;

    private List<JsonElement>? List(string name, int max) => Element(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value when value.GetArrayLength() <= max => [.. value.EnumerateArray()],
        { ValueKind: JsonValueKind.Array } => throw Problem.Invalid(Path(name), $"must have at most {max} entries.").AsException(),
        _ => throw Problem.Invalid(Path(name), "must be a list.").AsException()
    };
}
