namespace Kratos.Reactive;

/// <summary>What waits on the stack for an <typeparamref name="X"/>. Nodes are their own frames where they can be, so that nothing is allocated to run them.</summary>
interface IFrame<in X>
{
    Eff? Resume(X value, Machine machine);
}
