using System.Text.Json;
using System.Text.Json.Nodes;
using Confab.Medias;

namespace Confab.Messages;

/// <summary>
/// The <c>medias</c> of a message as they stand in it, a JSON list: each as the API shows a media, and after that what else its provider told
/// or its sender wrote of it.
/// </summary>
internal static class MediaEntries
{
    /// <summary>No entries.</summary>
    public const string None = "[]";

    private static readonly JsonSerializerOptions Plain = Wire.NewOptions();

    /// <summary>Whether there are any.</summary>
    public static bool Any(string entries) => entries.Length > None.Length;

    /// <summary>An entry.</summary>
    /// <param name="media">What is shown of it first.</param>
    /// <param name="more">What else there is, by name; a name of the first is passed over.</param>
    public static JsonObject Entry(MediaJson media, IEnumerable<(string Name, JsonNode? Value)> more)
    {
        var entry = (JsonObject)JsonSerializer.SerializeToNode(media, MediasJson.Wire.MediaJson)!;
        foreach (var (name, value) in more)
            entry.TryAdd(name, value);
        return entry;
    }

    /// <summary>Entries as they are kept.</summary>
    public static string Text(IEnumerable<JsonObject> entries) => new JsonArray([.. entries]).ToJsonString(Plain);

    /// <summary>The entries with one of them as its media is now.</summary>
    public static string Changed(string entries, MediaJson media)
    {
        var list = (JsonArray)JsonNode.Parse(entries)!;
        var id = media.Id.ToString();
        if (list.OfType<JsonObject>().FirstOrDefault(entry => (string?)entry["id"] == id) is not { } entry)
            return entries;
        foreach (var (name, value) in (JsonObject)JsonSerializer.SerializeToNode(media, MediasJson.Wire.MediaJson)!)
            entry[name] = value?.DeepClone();
        return list.ToJsonString(Plain);
    }

    /// <summary>The ids of the medias with bytes of ours.</summary>
    public static List<Guid> Ids(string entries)
    {
        if (!Any(entries))
            return [];
        using var list = JsonDocument.Parse(entries);
        return [.. list.RootElement.EnumerateArray().Select(IdOf).Where(id => id != Guid.Empty)];
    }

    /// <summary>An entry's id; nil for none.</summary>
    public static Guid IdOf(JsonElement entry) => entry.TryGetProperty("id", out var id) && Basics.Ids.TryParse(id.GetString(), out var known) ? known : Guid.Empty;
}
