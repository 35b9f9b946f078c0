using System.Text.Json.Serialization;

namespace Confab.Webchat;

/// <summary>A chat that a customer puts on a site, as it stands in its table.</summary>
internal sealed record WebchatWidget
{
    /// <summary>The status of one that visitors can use.</summary>
    public const string Active = "active";

    /// <summary>The statuses there are.</summary>
    public static readonly IReadOnlyCollection<string> Statuses = [Active, "inactive"];

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Name { get; init; } = "";

    public string Status { get; init; } = "";

    /// <summary>The flow that runs once for each session; nil for none.</summary>
    public Guid SessionFlowId { get; init; }

    /// <summary>The flow that answers each message; nil for none.</summary>
    public Guid MessageFlowId { get; init; }

    /// <summary>After so many seconds without a message a session ends.</summary>
    public long SessionIdleTimeout { get; init; }

    /// <summary>How it looks: <see cref="WidgetTheme"/> as JSON.</summary>
    public string ThemeConfig { get; init; } = "{}";

    /// <summary>What stands in the page and opens the chat to anybody; no secret.</summary>
    public string DirectHash { get; init; } = "";

    /// <summary>Raised when the hash is made anew.</summary>
    public int HashVersion { get; init; }

    /// <summary>The sites it may stand on beside our own: a JSON list of origins.</summary>
    public string AllowedOrigins { get; init; } = "[]";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>How it looks.</summary>
    public WidgetTheme Theme => Wire.Read(ThemeConfig, WebchatJson.Wire.WidgetTheme);

    /// <summary>The sites it may stand on.</summary>
    public List<string> Origins => Wire.Read(AllowedOrigins, WebchatJson.Wire.ListString);

    public WidgetJson ToJson() => new(Id, CustomerId, Name, Status, SessionFlowId, MessageFlowId, SessionIdleTimeout, Theme, DirectHash, TmCreate, TmUpdate, TmDelete, Origins);
}

/// <summary>A widget as the API shows it.</summary>
internal sealed record WidgetJson(Guid Id, Guid CustomerId, string Name, string Status, Guid SessionFlowId, Guid MessageFlowId, long SessionIdleTimeout,
    WidgetTheme ThemeConfig, string DirectHash, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete, IReadOnlyList<string> AllowedOrigins);

[JsonSerializable(typeof(WidgetJson))]
[JsonSerializable(typeof(Page<WidgetJson>))]
[JsonSerializable(typeof(WidgetTheme))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(SessionJson))]
[JsonSerializable(typeof(Page<SessionJson>))]
[JsonSerializable(typeof(WebchatMessageJson))]
[JsonSerializable(typeof(Page<WebchatMessageJson>))]
[JsonSerializable(typeof(List<ShownMedia>))]
[JsonSerializable(typeof(BootJson))]
internal sealed partial class WebchatJson : JsonSerializerContext
{
    public static readonly WebchatJson Wire = new(Basics.Wire.NewOptions());
}
