global using System.Reactive.Concurrency;
global using System.Reactive.Disposables;
global using System.Reactive.Linq;
global using Kratos.Reactive.Testing;
global using Xunit;
global using static Kratos.Reactive.Prelude;
global using Unit = LanguageExt.Unit;
