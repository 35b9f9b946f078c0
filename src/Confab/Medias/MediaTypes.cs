using System.Buffers.Binary;
using System.Text;

namespace Confab.Medias;

/// <summary>What bytes are, told by the first of them; what a browser may show of that, and how a file of it is called.</summary>
internal static class MediaTypes
{
    /// <summary>What everything is served as that must not be shown.</summary>
    public const string Unknown = "application/octet-stream";

    private const string Pdf = "application/pdf";

    /// <summary>The types that are told by their bytes, each with the ending of its files. All but PDF are shown inline.</summary>
    private static readonly Dictionary<string, string> Endings = new()
    {
        ["image/png"] = "png", ["image/jpeg"] = "jpg", ["image/gif"] = "gif", ["image/webp"] = "webp",
        ["video/mp4"] = "mp4", ["video/3gpp"] = "3gp", ["video/quicktime"] = "mov", ["video/webm"] = "webm",
        ["audio/mpeg"] = "mp3", ["audio/mp4"] = "m4a", ["audio/aac"] = "aac", ["audio/ogg"] = "ogg", ["audio/amr"] = "amr", ["audio/wav"] = "wav",
        [Pdf] = "pdf"
    };

    /// <summary>Whether a browser shows it safely, and so may. What a sender merely says never gets here.</summary>
    public static bool IsShown(string contentType) => contentType != Pdf && Endings.ContainsKey(contentType);

    /// <summary>The ending of its files; null where none is known.</summary>
    public static string? Ending(string contentType) => Endings.GetValueOrDefault(contentType);

    /// <summary>The API's word for it.</summary>
    public static string Kind(string contentType) => IsShown(contentType) ? contentType.Split('/')[0] : "file";

    /// <summary>What it is: as its bytes say; else as its sender says, but never one of those that its bytes would say.</summary>
    public static string Of(ReadOnlySpan<byte> head, string said) => Sniff(head) is { } known ? known
        : said.Length is 0 or > 100 || Endings.ContainsKey(said) || !said.Contains('/', StringComparison.Ordinal) ? Unknown : said;

    /// <summary>What the first bytes say; null where they say nothing that is known here.</summary>
    public static string? Sniff(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Pdf,
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => "audio/ogg",
        [(byte)'#', (byte)'!', (byte)'A', (byte)'M', (byte)'R', ..] => "audio/amr",
        [(byte)'I', (byte)'D', (byte)'3', ..] => "audio/mpeg",
        [0xff, var second, ..] when (second & 0xf6) == 0xf0 => "audio/aac",
        [0xff, var second, ..] when (second & 0xe6) == 0xe2 => "audio/mpeg",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => head[..Math.Min(head.Length, 64)].IndexOf("webm"u8) > 0 ? "video/webm" : null,
        _ when head.Length >= 12 && head.StartsWith("RIFF"u8) => Ascii(head, 8) switch { "WEBP" => "image/webp", "WAVE" => "audio/wav", _ => null },
        _ when head.Length >= 12 && head[4..].StartsWith("ftyp"u8) && BinaryPrimitives.ReadUInt32BigEndian(head) >= 12 => Film(Ascii(head, 8)),
        _ => null
    };

    private static string? Film(string brand) => brand switch
    {
        "qt  " => "video/quicktime",
        "M4A " or "M4B " or "M4P " => "audio/mp4",
        "heic" or "heix" or "mif1" or "msf1" or "avif" or "avis" or "crx " => null,
        _ when brand.StartsWith("3g", StringComparison.Ordinal) => "video/3gpp",
        _ => "video/mp4"
    };

    private static string Ascii(ReadOnlySpan<byte> head, int from) => Encoding.Latin1.GetString(head.Slice(from, 4));
}
