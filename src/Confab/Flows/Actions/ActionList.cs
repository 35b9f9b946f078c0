namespace Confab.Flows.Actions;

/// <summary>Every type of action that this server runs.</summary>
internal sealed class ActionList(IEnumerable<IActionKind> kinds)
{
    private readonly Dictionary<string, IActionKind> kinds = kinds.ToDictionary(kind => kind.Type);

    /// <summary>The type of this name, or null.</summary>
    public IActionKind? Find(string type) => kinds.GetValueOrDefault(type);
}
