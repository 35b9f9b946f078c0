namespace Confab.Auth;

/// <summary>The text of an access key: <c>vb_</c> and 32 letters and digits.</summary>
internal static class AccessKeyToken
{
    public const string Prefix = "vb_";

    /// <summary>A new key.</summary>
    public static string New() => Prefix + Secrets.Text(32);

    /// <summary>Its first 11 characters, by which people recognise it.</summary>
    public static string Shown(string token) => token[..11];
}
