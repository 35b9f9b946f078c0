using System.Text.Json.Serialization;
using Confab.Auth;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>Where a page's script begins: the widget's direct hash for a visitor's token.</summary>
internal sealed class BootRoutes(Db db, Tokens tokens, Visitors visitors)
{
    /// <summary>Maps both paths, for pages of other sites too.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var path in (string[])["/auth/boot", "/v1.0/auth/boot"])
        {
            endpoints.MapPost(path, (RequestDelegate)BootAsync).WithMetadata(new RouteAccess(Needs.Nothing, null, null));
            endpoints.MapMethods(path, ["OPTIONS"], (RequestDelegate)visitors.PreflightAsync);
        }
    }

    private async Task BootAsync(HttpContext http)
    {
        await visitors.ShowAsync(http);
        Visitors.LimitBody(http);
        var hash = (await JsonBody.ReadAsync(http.Request)).RequiredText("direct_hash");
        var widget = await db.ReadAsync(sql => WidgetQueries.FindByHashAsync(sql, hash)) ?? throw Problem.Invalid("direct_hash", "opens no web chat widget.").AsException();
        await visitors.RequireOriginAsync(http, widget.Id);
        var (token, expire) = await tokens.CreateDirectAsync(widget.CustomerId, widget.Id, widget.HashVersion);
        var look = widget.Theme == new WidgetTheme() ? null : new BootDataJson(widget.Theme);
        await Wire.Ok(new BootJson(token, Tokens.Direct, Tokens.WidgetResource, widget.Id, widget.CustomerId, expire, look), WebchatJson.Wire.BootJson).ExecuteAsync(http);
    }
}

/// <summary>What a visitor's script begins with.</summary>
/// <param name="Token">The token.</param>
/// <param name="Type"><c>direct</c>.</param>
/// <param name="ResourceType"><c>webchat_widget</c>.</param>
/// <param name="ResourceId">The widget.</param>
/// <param name="CustomerId">Whose.</param>
/// <param name="Expire">When the token ends.</param>
/// <param name="ResourceData">How the widget looks; left out where it looks as any.</param>
internal sealed record BootJson(string Token, string Type, string ResourceType, Guid ResourceId, Guid CustomerId, Timestamp Expire,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BootDataJson? ResourceData);

/// <summary>What may be public of a widget.</summary>
internal sealed record BootDataJson(WidgetTheme PublicDisplayConfig);
