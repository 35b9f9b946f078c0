using System.Data.Common;
using Confab.Flows.Actions;

namespace Confab.Flows;

/// <summary>Moves an activeflow by one action. What comes of it outside is its world's business, so a simulation runs by this too.</summary>
internal sealed partial class FlowEngine(ActionList kinds, FlowCheck check, ILogger<FlowEngine> log)
{
    /// <summary>The most actions that one activeflow executes.</summary>
    public const int MaxSteps = 1000;

    /// <summary>Executes the next action; null when there is none left.</summary>
    public async Task<Step?> NextAsync(FlowRun run)
    {
        var state = run.State;
        state.Leave();
        var index = run.Actions.FindIndex(action => action.Id == state.Next);
        if (index < 0)
            return null;
        if (state.Steps >= MaxSteps)
            return new Step.Fail($"More than {MaxSteps} actions were executed.");
        var action = run.Actions[index];
        state.Steps++;
        state.Executed.Add(new Executed(action.Id, run.World.Now, state.List));
        state.Next = action.NextId != Guid.Empty ? action.NextId : index + 1 < run.Actions.Count ? run.Actions[index + 1].Id : Guid.Empty;
        return await MoveAsync(run, kind => kind.RunAsync(run, new JsonBody(action.Option)));
    }

    /// <summary>Goes on with the answer to a call.</summary>
    public Task<Step> AnswerAsync(FlowRun run, CallAnswer answer)
    {
        run.State.Pending = null;
        return MoveAsync(run, kind => Task.FromResult(answer.IsGood ? kind.Answered(run, answer) : new Step.Fail(answer.Why)));
    }

    /// <summary>Lets the action that runs decide and moves there. What it refuses ends the flow; a fault of ours does too, for it would come again; the database's own do not.</summary>
    private async Task<Step> MoveAsync(FlowRun run, Func<IActionKind, Task<Step>> act)
    {
        var type = run.Last.Type;
        try
        {
            var step = await act(kinds.Find(type) ?? throw Problem.Invalid("type", $"this version does not run \"{type}\".").AsException());
            switch (step)
            {
                case Step.Go { Target: var target } when target != Guid.Empty:
                    run.State.Next = target;
                    break;
                case Step.Enter enter:
                    run.State.Enter(enter.Actions);
                    break;
                case Step.EnterUnchecked fetched:
                    run.State.Enter(check.Actions(fetched.Body) ?? throw Problem.Missing("actions").AsException());
                    break;
                case Step.Call call:
                    run.State.Pending = call.Request;
                    break;
                case Step.Block:
                    run.State.Blocked = true;
                    break;
            }
            return step;
        }
        catch (ProblemException e) when (e.Problem.Http < 500)
        {
            return new Step.Fail(e.Problem.Message);
        }
        catch (Exception e) when (e is not (DbException or ProblemException))
        {
            LogFailed(e, type, run.Id);
            return new Step.Fail("The action failed unexpectedly.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "a {Type} action of activeflow {Id} failed unexpectedly")]
    private partial void LogFailed(Exception e, string type, Guid id);
}
