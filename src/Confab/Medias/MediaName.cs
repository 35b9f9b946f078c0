using System.Text;

namespace Confab.Medias;

/// <summary>What a media's file is called, whatever its sender wrote: no path, no control characters, an ending that fits.</summary>
internal static class MediaName
{
    private const int MaxStem = 100;
    private const int MaxEnding = 8;

    /// <summary>For a header: any letters.</summary>
    public static string Of(Media media) => Of(media, rune => Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' or ' ' or '(' or ')', media.Type);

    /// <summary>For an address: plain letters and digits.</summary>
    public static string ForUrl(Media media) => Of(media, rune => rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_'), "media");

    private static string Of(Media media, Func<Rune, bool> takes, string otherwise)
    {
        var name = media.Filename[(media.Filename.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = name.LastIndexOf('.');
        var stem = Clean(dot < 0 ? name : name[..dot], takes, MaxStem).Trim(' ', '.', '_');
        var ending = MediaTypes.Ending(media.ContentType) ?? (dot < 0 ? "" : Clean(name[(dot + 1)..], rune => rune.IsAscii && Rune.IsLetterOrDigit(rune), MaxEnding));
        return $"{(stem.Length > 0 ? stem : otherwise)}.{(ending.Length > 0 ? ending : "bin")}";
    }

    private static string Clean(string text, Func<Rune, bool> takes, int max)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            if (clean.Length < max)
                clean.Append(takes(rune) ? rune.ToString() : "_");
        return clean.ToString();
    }
}
