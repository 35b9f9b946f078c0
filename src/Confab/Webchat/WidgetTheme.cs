using System.Text.RegularExpressions;

namespace Confab.Webchat;

/// <summary>How a widget looks. An empty text, or null, is the widget's own default.</summary>
internal sealed partial record WidgetTheme(string PrimaryColor = "", string SecondaryColor = "", string HeaderBackgroundColor = "", string HeaderTextColor = "", string LogoUrl = "",
    string Position = "", string ThemeMode = "", string HeaderTitle = "", string HeaderSubtitle = "", bool? ConnectingIndicatorEnabled = null, string ConnectingIndicatorText = "",
    bool? TypingIndicatorEnabled = null, string BorderRadius = "", string FontSize = "")
{
    private const int MaxUrl = 2048;
    private static readonly string[] Positions = ["", "bottom_right", "bottom_left"];
    private static readonly string[] Modes = ["", "light", "dark", "auto"];
    private static readonly string[] Radii = ["", "sharp", "rounded", "pill"];
    private static readonly string[] Sizes = ["", "compact", "default", "large"];

    /// <summary>The look that a body gives: what it does not name stays.</summary>
    public WidgetTheme With(JsonBody body) => new(
        Color(body, "primary_color") ?? PrimaryColor,
        Color(body, "secondary_color") ?? SecondaryColor,
        Color(body, "header_background_color") ?? HeaderBackgroundColor,
        Color(body, "header_text_color") ?? HeaderTextColor,
        Logo(body) ?? LogoUrl,
        body.Word("position", Positions) ?? Position,
        body.Word("theme_mode", Modes) ?? ThemeMode,
        body.Text("header_title", 100) ?? HeaderTitle,
        body.Text("header_subtitle", 200) ?? HeaderSubtitle,
        body.Flag("connecting_indicator_enabled") ?? ConnectingIndicatorEnabled,
        body.Text("connecting_indicator_text", 100) ?? ConnectingIndicatorText,
        body.Flag("typing_indicator_enabled") ?? TypingIndicatorEnabled,
        body.Word("border_radius", Radii) ?? BorderRadius,
        body.Word("font_size", Sizes) ?? FontSize);

    private static string? Color(JsonBody body, string field) => body.Text(field) is not { Length: > 0 } text || Hex().IsMatch(text) ? body.Text(field)
        : throw Problem.Invalid(body.Path(field), "must be a colour as in #1a73e8.").AsException();

    private static string? Logo(JsonBody body) => body.Text("logo_url", MaxUrl) is not { Length: > 0 } text || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "https")
        ? body.Text("logo_url", MaxUrl) : throw Problem.Invalid(body.Path("logo_url"), "must be an address that begins with https://.").AsException();

    [GeneratedRegex(@"^#[0-9a-fA-F]{6}\z")]
    private static partial Regex Hex();
}
