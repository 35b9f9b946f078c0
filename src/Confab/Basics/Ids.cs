namespace Confab.Basics;

/// <summary>The one place where ids are made and read.</summary>
public static class Ids
{
    /// <summary>A new id, UUID version 7: ids made later sort later, which keeps indexes dense.</summary>
    public static Guid New(Timestamp now) => Guid.CreateVersion7(now.ToDateTimeOffset());

    /// <summary>A new id that tells nothing and cannot be guessed, UUID version 4.</summary>
    public static Guid Random() => Guid.NewGuid();

    /// <summary>The id in <paramref name="text"/>; only the plain form with dashes counts.</summary>
    public static bool TryParse(string? text, out Guid id) => Guid.TryParseExact(text, "D", out id);
}
