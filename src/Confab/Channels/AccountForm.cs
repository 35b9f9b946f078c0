namespace Confab.Channels;

/// <summary>What it takes to make an account of a channel, described so that a form can be drawn from it. What is required here <see cref="IChannel.Check"/> requires.</summary>
/// <param name="Title">What such an account is called: <c>SMS by Twilio</c>.</param>
/// <param name="Fields">Its settings, in the order in which one fills them in.</param>
/// <param name="HasHook">Whether the provider calls us, and so must be told where.</param>
public sealed record AccountForm(string Title, IReadOnlyList<AccountField> Fields, bool HasHook = true)
{
    /// <summary>The names in <c>provider_data</c> that are shown, beside <c>provider</c>.</summary>
    public IReadOnlyCollection<string> PublicData { get; } =
        [.. Fields.Where(field => field.Kind != AccountField.Secret && field.Name.StartsWith(AccountField.Data, StringComparison.Ordinal)).Select(field => field.Name[AccountField.Data.Length..])];
}

/// <summary>A setting of an account.</summary>
/// <param name="Name">Where it stands in an account: <c>secret</c>, <c>token</c> or <c>provider_data.host</c>, as faults name it.</param>
/// <param name="Label">What the provider calls it.</param>
/// <param name="Kind"><c>text</c>, <c>secret</c>, <c>number</c>, <c>choice</c> or <c>flag</c>. What is no secret is shown.</param>
/// <param name="Required">Whether there is no account without it.</param>
/// <param name="Help">Where to find it, or what it does; empty where its label says so.</param>
public sealed record AccountField(string Name, string Label, string Kind, bool Required, string Help)
{
    /// <summary>The kind that is kept encrypted and never shown.</summary>
    public const string Secret = "secret";

    internal const string Data = "provider_data.";

    /// <summary>The words that it may be; one that is not required may be empty too.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary><c>secret</c>: what the provider signs with.</summary>
    public static AccountField OfSecret(string label, string help = "", bool required = true) => new("secret", label, Secret, required, help);

    /// <summary><c>token</c>: what we authenticate with.</summary>
    public static AccountField OfToken(string label, string help = "", bool required = true) => new("token", label, Secret, required, help);

    /// <summary>A text in <c>provider_data</c>.</summary>
    public static AccountField Text(string name, string label, string help = "", bool required = false) => new(Data + name, label, "text", required, help);

    /// <summary>A text in <c>provider_data</c> that is never shown.</summary>
    public static AccountField Hidden(string name, string label, string help = "", bool required = false) => new(Data + name, label, Secret, required, help);

    /// <summary>A whole number in <c>provider_data</c>.</summary>
    public static AccountField Number(string name, string label, string help = "") => new(Data + name, label, "number", false, help);

    /// <summary>One of some words in <c>provider_data</c>.</summary>
    public static AccountField Choice(string name, string label, string help, params IReadOnlyList<string> choices) => new(Data + name, label, "choice", false, help) { Choices = choices };

    /// <summary><c>true</c> or <c>false</c> in <c>provider_data</c>.</summary>
    public static AccountField Flag(string name, string label, string help = "") => new(Data + name, label, "flag", false, help);
}
